import { decodePayload, ErrorCode, MsgReq, packets } from '@magpie-im/wire'
import { expect, it } from 'vitest'
import { House } from '../../../testing/house.fixture.ts'
import { type Phone, textTo } from '../../../testing/phone.fixture.ts'

const info = { groupId: '', name: 'Lunch', avatar: '', creatorId: '', desc: '', memberLimit: 0, createTime: 0, updateTime: 0 }

it('what happens in a group between sign-in and sync follows the sync, once (I7)', async () => {
  const { house, ann, group } = await lunch()
  await tell(ann, group, 'before')
  const ben = await house.signIn('ben')
  await tell(ann, group, 'during')

  const { sessions } = await ben.sync()
  expect(sessions).toMatchObject([{ sessionId: group, unreadCount: 1 }])
  expect(sessions[0]?.lastMsgs.map(({ payload }) => decodePayload(MsgReq, payload).content)).toEqual(['before'])
  expect(await ben.expect(packets.MSG_GROUP_CHAT.type, MsgReq)).toMatchObject({ sessionId: group, content: 'during' })
  await ben.expectNothing()
})

it('a group that one joins between sign-in and sync is told after the sync, one that one leaves is not listed any more', async () => {
  const { house, ann, group } = await lunch()
  await tell(ann, group, 'before')
  const [ben, cleo] = [await house.signIn('ben'), await house.signIn('cleo')]
  await ann.ask(packets.GROUPCHAT_QUIT, { groupId: group, memberIds: ['ben'] })
  await ann.ask(packets.GROUPCHAT_JION, { groupId: group, memberIds: ['cleo'] })
  await tell(ann, group, 'after')

  expect([(await ben.sync()).sessions, (await cleo.sync()).sessions]).toEqual([[], []])
  expect(await commandsOf(ben)).toEqual([2])
  expect(await commandsOf(cleo)).toEqual([4, 2, packets.MSG_GROUP_CHAT.type])
  const again = await house.signIn('cleo')
  expect((await again.sync()).sessions).toMatchObject([{ sessionId: group, unreadCount: 1 }])
})

it('a group is known by its id alone, and no other conversation by that', async () => {
  const { ann, group } = await lunch()
  expect((await tell(ann, group, 'x', { sessionId: 'mine' })).errorCode.code).toBe(ErrorCode.EC_PARAM)
  const { groupId } = await ann.ask(packets.GROUPCHAT_CREATE, { groupInfo: { ...info, groupId: 'trip' }, memberIds: [] })
  expect(groupId).toBe('trip')
  expect((await ann.say({ from: 'ann', to: 'ben', sessionId: 'trip' })).errorCode.code).toBe(ErrorCode.EC_PARAM)
})

it('GROUPCHAT_SYNC tells the groups that changed since, and the ids of all', async () => {
  const { house, ann, group } = await lunch()
  const first = await ann.ask(packets.GROUPCHAT_SYNC, { timestamp: 0 })
  expect(first).toMatchObject({ groupChats: [{ groupId: group, name: 'Lunch', creatorId: 'ann', memberLimit: 1000 }], groupIds: [group] })
  house.clock.pass(10)
  await ann.ask(packets.GROUPCHAT_CREATE, { groupInfo: { ...info, name: 'Dinner' }, memberIds: [] })

  const { groupChats, groupIds, timestamp } = await ann.ask(packets.GROUPCHAT_SYNC, { timestamp: Number(first.timestamp) + 1 })
  expect([groupChats.map(({ name }) => name), groupIds.length]).toEqual([['Dinner'], 2])
  expect(timestamp).toBe(house.clock.now())
})

/** ann and ben, of whom ben is away; cleo is not in it. */
async function lunch() {
  const house = await House.withFriends('ann', 'ben', 'cleo')
  const ann = await house.online('ann')
  const { groupId } = await ann.ask(packets.GROUPCHAT_CREATE, { groupInfo: info, memberIds: ['ben'] })
  return { house, ann, group: groupId }
}

function tell(phone: Phone, group: string, content: string, more: { sessionId?: string } = {}) {
  return phone.ask(packets.MSG_GROUP_CHAT, textTo({ from: 'ann', to: group, sessionId: group, content, ...more }))
}

/** The commands of notices, and the types of other packets, up to the answer to a ping. */
async function commandsOf(phone: Phone): Promise<number[]> {
  phone.send(packets.PING, new Uint8Array())
  const seen: number[] = []
  for (let next = await phone.next(); next.header.type !== packets.PING.type; next = await phone.next()) {
    const isNotice = next.header.type === packets.SYNC_DATA_CMD.type
    seen.push(isNotice ? decodePayload(packets.SYNC_DATA_CMD.request, next.payload).command : next.header.type)
  }
  return seen
}
