import { errors, ImError } from '@magpie-im/model'
import { DeviceType, decodePayload, ErrorCode, flags, HotSessionResp, MsgReq, packets } from '@magpie-im/wire'
import { expect, it, vi } from 'vitest'
import { House } from '../../../testing/house.fixture.ts'
import { type Phone, textTo } from '../../../testing/phone.fixture.ts'

it('a friend who was offline finds the conversation, what is unread and the newest message', async () => {
  const house = await House.withFriends('ann', 'ben')
  const ann = await house.online('ann')
  for (const content of ['one', 'two']) await ann.say({ from: 'ann', to: 'ben', content })

  const ben = await house.signIn('ben')
  const { errorCode, sessions, timestamp } = await ben.sync()
  expect(errorCode.code).toBe(0)
  expect(sessions).toMatchObject([{ sessionId: 'LP_G1_ann_ben', readSeqId: 0, unreadCount: 2, attribute: '' }])
  expect(newestOf(sessions)).toEqual(['two'])
  expect((await ben.sync(Number(timestamp))).sessions).toEqual([])
})

it('what arrives between sign-in and sync follows the sync, once, in order (I7)', async () => {
  const house = await House.withFriends('ann', 'ben')
  const ann = await house.online('ann')
  await ann.say({ from: 'ann', to: 'ben', content: 'before' })
  const ben = await house.signIn('ben')
  for (const content of ['during 1', 'during 2']) await ann.say({ from: 'ann', to: 'ben', content })
  await ben.expectNothing()

  const { sessions } = await ben.sync()
  expect([newestOf(sessions), sessions[0]?.unreadCount]).toEqual([['before'], 1])
  expect([(await ben.expectMessage()).content, (await ben.expectMessage()).content]).toEqual(['during 1', 'during 2'])
  await ben.expectNothing()
})

it('a client that never asks for its sync gets what waits after 5 seconds', async () => {
  const house = await House.withFriends('ann', 'ben')
  const [ann, ben] = [await house.online('ann'), await house.signIn('ben')]
  await ann.say({ from: 'ann', to: 'ben', content: 'hello' })
  await ben.expectNothing()
  for (let i = 0; i < 10; i++) house.clock.pass(500)
  expect((await ben.expectMessage()).content).toBe('hello')
})

it('the next sync goes on where the last one ended, with what came live in between', async () => {
  const house = await House.withFriends('ann', 'ben')
  const [ann, ben] = [await house.online('ann'), await house.signIn('ben')]
  await ann.say({ from: 'ann', to: 'ben', content: 'during' })
  const { timestamp } = await ben.sync()
  await ben.expectMessage()

  const again = await house.signIn('ben')
  expect(newestOf((await again.sync(Number(timestamp))).sessions)).toEqual(['during'])
})

it('messages that a device sends before its sync are no part of it', async () => {
  const house = await House.withFriends('ann', 'ben')
  await (await house.online('ben')).say({ from: 'ben', to: 'ann', content: 'before' })
  const ann = await house.signIn('ann')
  await ann.say({ from: 'ann', to: 'ben', content: 'mine' })
  expect(newestOf((await ann.sync()).sessions)).toEqual(['before'])
  await ann.expectNothing()
})

it('a sync right behind a message shows it, and neither doubles nor loses what became durable with it (I7)', async () => {
  const house = await House.withFriends('ann', 'ben')
  const [ann, ben] = [await house.online('ann'), await house.online('ben')]
  house.journal.pause()
  ann.send(packets.MSG_SINGLE_CHAT, textTo({ from: 'ann', to: 'ben', content: 'from ann' }))
  ann.send(packets.HOTSESSION_SYNC, { timestamp: 0 })
  ben.send(packets.MSG_SINGLE_CHAT, textTo({ from: 'ben', to: 'ann', content: 'from ben' }))
  house.journal.resume()

  await ann.next()
  const seen = await everythingSeen(ann)
  expect(seen).toEqual(['from ann', 'from ben'])
})

it('a sync right behind a message ends before what became durable with it, so that the next one shows that', async () => {
  const house = await House.withFriends('ann', 'ben')
  const [ann, ben] = [await house.online('ann'), await house.online('ben')]
  house.journal.pause()
  ann.send(packets.MSG_SINGLE_CHAT, textTo({ from: 'ann', to: 'ben', content: 'from ann' }))
  const synced = ann.sync()
  ben.send(packets.MSG_SINGLE_CHAT, textTo({ from: 'ben', to: 'ann', content: 'from ben' }))
  house.journal.resume()
  await expect(synced).rejects.toThrow('got MSG_SINGLE_CHAT')
  const { timestamp } = await ann.expect(packets.HOTSESSION_SYNC.type, HotSessionResp)

  const again = await house.signIn('ann')
  expect(newestOf((await again.sync(Number(timestamp))).sessions)).toEqual(['from ben'])
})

it('lists longer than 100 come in pages with code 25, as of the sign-in', async () => {
  const peers = Array.from({ length: 120 }, (_, i) => `peer ${i}`)
  const house = await House.withFriends('ann')
  for (const id of peers) await house.users.add({ id })
  const ann = await house.online('ann')
  const friends = peers.map((friendId) => ({ userId: 'ann', friendId, remark: '' }))
  expect(await ann.ask(packets.FRIEND_ADD, { friends })).toMatchObject({ code: 0 })
  for (const to of peers) await ann.say({ from: 'ann', to })

  const desktop = await house.signIn('ann', { deviceType: DeviceType.DT_LINUX })
  const first = await desktop.sync()
  expect([first.errorCode.code, first.sessions.length]).toEqual([ErrorCode.EC_HOTSESSION_MORE, 100])
  await ann.say({ from: 'ann', to: 'peer 119', content: 'late' })
  const last = await desktop.sync(Number(first.timestamp))
  expect([last.errorCode.code, last.sessions.length]).toEqual([ErrorCode.EC_SUCCESS, 20])
  expect(newestOf(last.sessions)).not.toContain('late')
  expect((await desktop.expectMessage()).content).toBe('late')
})

it('history comes newest first, from a time downwards, and only to members', async () => {
  const house = await House.withFriends('ann', 'ben', 'cleo')
  const ann = await house.online('ann')
  const acks = []
  for (let i = 0; i < 40; i++) acks.push(await ann.say({ from: 'ann', to: 'ben', content: `${i}` }))
  const pull = async (phone: Phone, request: { seqId?: number; count?: number }) => {
    const { errorCode, msgs } = await phone.ask(packets.HISTORY_MSG_PULL, { sessionId: 'LP_G1_ann_ben', seqId: 0, count: 0, ...request })
    return [errorCode.code, msgs.map(({ payload }) => decodePayload(MsgReq, payload).content)] as const
  }

  expect(await pull(ann, {})).toEqual([0, Array.from({ length: 30 }, (_, i) => `${39 - i}`)])
  expect(await pull(ann, { seqId: Number(acks[5]?.seqId), count: 3 })).toEqual([0, ['5', '4', '3']])
  expect(await pull(await house.online('cleo'), {})).toEqual([ErrorCode.EC_HISTORYMSG_DENY, []])
})

it('friends are made for oneself only, told at once, and listed', async () => {
  const house = await House.withFriends('ann')
  await house.users.add({ id: 'ben' })
  const [ann, ben] = [await house.online('ann'), await house.online('ben')]
  const desktop = await house.online('ann', { deviceType: DeviceType.DT_LINUX })
  const add = (userId: string, friendId: string) => ann.ask(packets.FRIEND_ADD, { friends: [{ userId, friendId, remark: 'r' }] })
  expect(await add('cleo', 'ben')).toMatchObject({ code: ErrorCode.EC_PARAM, desc: errors.NotYourself.message })
  expect((await ann.ask(packets.FRIEND_SYNC, { timestamp: 0 })).friends).toEqual([])
  expect([(await add('ann', 'nobody')).code, (await add('ann', 'ben')).code]).toEqual([ErrorCode.EC_PARAM, ErrorCode.EC_SUCCESS])
  expect((await ann.ask(packets.FRIEND_ADD, { friends: [] })).code).toBe(ErrorCode.EC_PARAM)

  for (const phone of [ben, desktop]) {
    expect(await phone.expect(packets.SYNC_DATA_CMD.type, packets.SYNC_DATA_CMD.request)).toMatchObject({ command: 1, content: '' })
  }
  await ann.expectNothing()
  const { friends } = await ann.ask(packets.FRIEND_SYNC, { timestamp: 0 })
  expect(friends).toEqual([{ userId: 'ann', friendId: 'ben', remark: 'r' }])
  expect((await ann.ask(packets.FRIEND_SYNC, { timestamp: house.clock.now() + 1000 })).friends).toEqual([])
})

it('while the read model is rebuilt a sync is refused and may be asked again, and what arrives still waits for it', async () => {
  const house = await House.withFriends('ann', 'ben')
  const [ann, ben] = [await house.online('ann'), await house.signIn('ben')]
  await ann.say({ from: 'ann', to: 'ben', content: 'hello' })
  vi.spyOn(house.ports.conversations, 'list').mockRejectedValueOnce(new ImError('NotReady'))
  const refused = await ben.sync()
  expect([refused.errorCode.code, refused.sessions]).toEqual([ErrorCode.EC_SERVICE_UNAVAILABLE, []])
  await ben.expectNothing()

  expect((await ben.sync()).errorCode.code).toBe(ErrorCode.EC_SUCCESS)
  expect((await ben.expectMessage()).content).toBe('hello')
})

it('who signs out is acknowledged and disconnected, whatever the packet carries', async () => {
  const house = await House.withFriends('ann')
  for (const payload of ['', 'garbage']) {
    const phone = await house.online('ann')
    phone.sendRaw(packets.LOGOUT.type, Buffer.from(payload))
    const { header } = await phone.next()
    expect([header.type, header.flags, phone.socket.calls]).toEqual([packets.LOGOUT.type, flags.PF_ISACK, ['end']])
  }
})

/** Contents in the answer to a sync and in everything up to the answer to a ping. */
async function everythingSeen(phone: Phone): Promise<string[]> {
  phone.send(packets.PING, new Uint8Array())
  const seen: string[] = []
  for (let arrived = await phone.next(); arrived.header.type !== packets.PING.type; arrived = await phone.next()) {
    if (arrived.header.type === packets.MSG_SINGLE_CHAT.type) seen.push(decodePayload(MsgReq, arrived.payload).content)
    else
      seen.push(
        ...newestOf((packets.HOTSESSION_SYNC.reply && decodePayload(packets.HOTSESSION_SYNC.reply, arrived.payload))?.sessions ?? []),
      )
  }
  return seen
}

function newestOf(sessions: readonly { readonly lastMsgs: readonly { readonly payload: Uint8Array }[] }[]): string[] {
  return sessions.flatMap(({ lastMsgs }) => lastMsgs.map(({ payload }) => decodePayload(MsgReq, payload).content))
}
