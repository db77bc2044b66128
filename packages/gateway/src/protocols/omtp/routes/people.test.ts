import { errors, parseUserId } from '@magpie-im/model'
import { BlockUser } from '@magpie-im/services'
import { DeviceType, ErrorCode, packets } from '@magpie-im/wire'
import { expect, it } from 'vitest'
import { House } from '../../../testing/house.fixture.ts'
import type { Phone } from '../../../testing/phone.fixture.ts'

const isParam = expect.objectContaining({ code: ErrorCode.EC_PARAM })
const notYourself = { code: ErrorCode.EC_PARAM, desc: errors.NotYourself.message }

it('a friendship ends for oneself only, at once for both, and all other devices are told', async () => {
  const house = await House.withFriends('ann', 'ben', 'cleo')
  const [ann, ben, desktop] = [await house.online('ann'), await house.online('ben'), await house.online('ann', linux)]
  const remove = (userId: string, friendId: string) => ann.ask(packets.FRIEND_DEL, { friends: [{ userId, friendId, remark: '' }] })
  expect(await remove('cleo', 'ben')).toMatchObject(notYourself)
  expect(await ann.ask(packets.FRIEND_DEL, { friends: [] })).toEqual(isParam)
  expect((await remove('ann', 'nobody')).code).toBe(ErrorCode.EC_SUCCESS)
  await ben.expectNothing()

  expect((await remove('ann', 'ben')).code).toBe(ErrorCode.EC_SUCCESS)
  for (const phone of [ben, desktop]) await expectFriendsChanged(phone)
  await ann.expectNothing()
  expect([await friendsOf(ann), await friendsOf(ben)]).toEqual([['cleo'], ['cleo']])
  expect((await ann.say({ from: 'ann', to: 'ben' })).errorCode.code).toBe(ErrorCode.EC_USER_RELATION_INVALID)
})

it('a profile is updated by its owner only, kept without loss, and shown to all', async () => {
  const house = await House.withFriends('ann', 'ben')
  const [ann, ben] = [await house.online('ann'), await house.online('ben')]
  const profile = { userId: 'ann', name: '', avatar: 'ann.png', mobile: '5550100', birthday: -(2n ** 63n) }
  expect(await ben.ask(packets.USERINFO_UPDATE, { userInfo: profile })).toMatchObject(notYourself)
  expect((await ann.ask(packets.USERINFO_UPDATE, { userInfo: profile })).code).toBe(ErrorCode.EC_SUCCESS)
  await expectFriendsChanged(ben)

  const { errorCode, userInfos } = await ben.ask(packets.USERINFO_GET, { userIds: ['nobody', 'ann', 'ben', 'ann'] })
  const nothing = { avatar: '', mobile: '', birthday: 0 }
  expect(errorCode.code).toBe(ErrorCode.EC_SUCCESS)
  expect(userInfos).toEqual([{ userId: 'nobody', name: '', ...nothing }, profile, { userId: 'ben', name: 'ben', ...nothing }])
  expect((await ben.ask(packets.USERINFO_GET, { userIds: [] })).errorCode).toEqual(isParam)
})

it('what one keeps about a friend is set and read by oneself only', async () => {
  const house = await House.withFriends('ann', 'ben')
  const [ann, desktop] = [await house.online('ann'), await house.online('ann', linux)]
  const of = (attrName: string, attrValue = '', userId = 'ann') => ({ userId, friendId: 'ben', attrName, attrValue })
  const set = async (name: string, value: string, userId?: string) =>
    (await ann.ask(packets.USERATTRIBUTE_SET, { attribute: of(name, value, userId) })).code
  const get = async (name: string, userId?: string) => (await ann.ask(packets.USERATTRIBUTE_GET, of(name, '', userId))).attributes

  expect([await set('LABEL', 'school'), await set('REMARK', 'Benny')]).toEqual([0, 0])
  await expectFriendsChanged(desktop)
  expect([await set('', 'x'), await set('LABEL', ''), await set('LABEL', 'x', ''), await set('LABEL', 'x', 'ben')]).toEqual([2, 2, 2, 2])
  expect(await get('')).toEqual([of('LABEL', 'school'), of('REMARK', 'Benny')])
  expect(await get('REMARK')).toEqual([of('REMARK', 'Benny')])
  expect(await get('NOSUCH')).toEqual([of('NOSUCH')])
  expect((await ann.ask(packets.USERATTRIBUTE_GET, of('', '', 'ben'))).errorCode).toMatchObject(notYourself)
  expect((await ann.ask(packets.USERATTRIBUTE_GET, { ...of(''), friendId: '' })).errorCode).toEqual(isParam)
  expect((await ann.ask(packets.FRIEND_SYNC, { timestamp: 0 })).friends).toEqual([{ userId: 'ann', friendId: 'ben', remark: 'Benny' }])
})

it('what one keeps about a conversation comes with it at the next sync, as a JSON object', async () => {
  const house = await House.withFriends('ann', 'ben', 'cleo')
  const [ann, cleo] = [await house.online('ann'), await house.online('cleo')]
  await ann.say({ from: 'ann', to: 'ben', sessionId: 'my own label' })
  const { timestamp } = await ann.sync()
  const of = (attrName: string, attrValue: string, userId = 'ann') => ({ userId, sessionId: 'my own label', attrName, attrValue })
  const set = async (phone: Phone, request: ReturnType<typeof of>) => (await phone.ask(packets.SESSIONATTRIBUTE_SET, request)).code

  expect([await set(ann, of('__proto__', '1')), await set(ann, of('TOP', 'yes'))]).toEqual([0, 0])
  expect([await set(ann, of('', '1')), await set(ann, of('TOP', '')), await set(ann, of('TOP', '1', ''))]).toEqual([2, 2, 2])
  expect(await set(cleo, of('TOP', '1', 'ann'))).toBe(ErrorCode.EC_PARAM)
  expect(await set(cleo, { ...of('TOP', '1', 'cleo'), sessionId: 'LP_G1_ann_ben' })).toBe(ErrorCode.EC_HISTORYMSG_DENY)
  const { sessions } = await (await house.signIn('ann', linux)).sync(Number(timestamp))
  expect(sessions).toMatchObject([{ sessionId: 'my own label', attribute: '{"__proto__":"1","TOP":"yes"}' }])
  expect((await (await house.signIn('ben')).sync()).sessions).toMatchObject([{ attribute: '' }])
})

it('a user ends his own other devices, and never the one he is on', async () => {
  const house = await House.withFriends('ann', 'ben')
  const [ann, desktop, ben] = [await house.online('ann'), await house.online('ann', linux), await house.online('ben', linux)]
  const kick = async (deviceType: number, deviceId = '') => (await ann.ask(packets.KICKOUT, { deviceType, deviceId })).code
  expect([await kick(DeviceType.DT_IOS), await kick(0), await kick(9), await kick(DeviceType.DT_LINUX, 'no such device')]).toEqual([
    2, 2, 2, 0,
  ])
  await desktop.expectNothing()

  expect(await kick(DeviceType.DT_LINUX)).toBe(ErrorCode.EC_SUCCESS)
  expect((await desktop.next()).header).toMatchObject({ type: packets.KICKOUT.type, packId: '' })
  expect([desktop.socket.calls, ann.socket.calls, ben.socket.calls]).toEqual([['end'], [], []])
})

it('who is blocked is told so with 51', async () => {
  const house = await House.withFriends('ann', 'ben')
  const { accounts, blocks } = house.state
  const ben = await house.online('ben')
  await new BlockUser({ journal: house.journal, accounts, blocks }).block(parseUserId('ann'), 'ben')
  expect((await ben.say({ from: 'ben', to: 'ann' })).errorCode.code).toBe(ErrorCode.EC_USER_BLACKLISt)
  const friends = [{ userId: 'ben', friendId: 'ann', remark: '' }]
  expect((await ben.ask(packets.FRIEND_ADD, { friends })).code).toBe(ErrorCode.EC_USER_BLACKLISt)
})

const linux = { deviceType: DeviceType.DT_LINUX }

async function expectFriendsChanged(phone: Phone): Promise<void> {
  expect(await phone.expect(packets.SYNC_DATA_CMD.type, packets.SYNC_DATA_CMD.request)).toMatchObject({ command: 1, content: '' })
}

async function friendsOf(phone: Phone): Promise<string[]> {
  return (await phone.ask(packets.FRIEND_SYNC, { timestamp: 0 })).friends.map(({ friendId }) => friendId)
}
