import { beforeAll, expect, it } from 'vitest'
import type { OmtpClient } from '../drivers/omtp/client.ts'
import { flags, types } from '../drivers/omtp/packets.ts'
import * as structs from '../drivers/omtp/structs.ts'
import { shareServer } from '../drivers/shared-server.ts'

const server = shareServer()
let ann: OmtpClient

beforeAll(async () => {
  ann = await server().signIn('ann')
})

/** What an empty payload gets. Whoever reads it stops at a struct that lacks anything. */
const within = [
  [types.singleChat, structs.MsgAck, 40],
  [types.groupChat, structs.MsgAck, 40],
  [types.notify, structs.MsgAck, 40],
  [types.hotSessions, structs.HotSessionResp, 2],
  [types.highPriority, structs.MsgHighPrioritySyncResp, 2],
  [types.history, structs.HistoryMsgPullResp, 2],
  [types.monitorSync, structs.HotSessionResp, 23],
  [types.groupSync, structs.GroupChatSyncResp, 2],
  [types.groupCreate, structs.GroupChatCreateResp, 2],
  [types.groupMembers, structs.GroupChatMemberGetResp, 2],
  [types.friendSync, structs.FriendSyncResp, 2],
  [types.userInfo, structs.UserInfoGetResp, 2],
  [types.userAttributes, structs.UserAttrGetResp, 2],
] as const

it.each(within)('a refused request of type %i gets a whole reply that begins with why', async (type, struct, code) => {
  const { payload } = await ann.request(type, Buffer.alloc(0))

  expect(payload[0], 'a struct of tag 0').toBe(0x0a)
  const { errorCode } = struct.decode(payload)
  expect(errorCode.code).toBe(code)
  expect(errorCode.desc).not.toBe('')
})

const bare = [
  [types.kickout, 2],
  [types.control, 2],
  [types.read, 2],
  [types.monitorStart, 2],
  [types.monitorStop, 2],
  [types.groupJoin, 2],
  [types.groupQuit, 2],
  [types.groupDismiss, 2],
  [types.groupTransfer, 2],
  [types.groupUpdate, 2],
  [types.friendAdd, 2],
  [types.friendDelete, 2],
  [types.userInfoUpdate, 2],
  [types.userAttributeSet, 2],
  [types.sessionAttributeSet, 2],
  // A command to devices comes from the server only.
  [types.syncData, 1],
] as const

it.each(bare)('a refused request of type %i gets nothing but why', async (type, code) => {
  const { payload } = await ann.request(type, Buffer.alloc(0))

  expect(structs.CommonErrorCode.decode(payload)).toEqual({ code, desc: expect.stringMatching(/./) })
})

it.each([0, 9, 26, 39, 48, 59, 99, 200, 1000, -1])('a request of type %i, which nobody serves, is told so', async (type) => {
  const { version, flags: bits, payload } = await ann.request(type, Buffer.from('anything'), { flags: flags.counter })

  expect([version, bits]).toEqual([1, flags.counter | flags.ack])
  expect(structs.CommonErrorCode.decode(payload).code).toBe(1)
})

it('a message that is refused is acknowledged with a time, and no number', async () => {
  const { errorCode, ...ack } = await ann.send('stranger', 'hello')

  expect(errorCode.code).not.toBe(0)
  expect(ack).toEqual({ sessionId: '', seqId: 0n, timestamp: expect.any(BigInt) })
  expect(Math.abs(Number(ack.timestamp) - Date.now())).toBeLessThan(60_000)
})

it('a refused sign-in gets a whole reply that begins with why', async () => {
  const client = await server().connect()
  const login = { clientId: 'ann', userName: '', password: 'wrong', deviceType: 5, deviceId: 'd' }

  const { version, payload } = await client.request(types.login, structs.LoginReq.encode(login))

  expect([version, payload[0]]).toEqual([0, 0x0a])
  expect(structs.LoginResp.decode(payload)).toMatchObject({ errorCode: { code: 21 }, extraData: '' })
})

it('what is unknown or empty in a profile is not on the wire', async () => {
  const { payload } = await ann.request(types.userInfo, structs.UserInfoGetReq.encode({ userIds: ['nobody'] }))

  const errorCode = structs.CommonErrorCode.encode({ code: 0, desc: '' })
  const info = Buffer.concat([Buffer.from([0x06, 6]), Buffer.from('nobody'), Buffer.from([0x16, 0])])
  const [begin, end, listOfOne] = [Buffer.from([0x0a]), Buffer.from([0x0b]), Buffer.from([0x19, 0x00, 0x01])]
  expect(payload).toEqual(Buffer.concat([begin, errorCode, end, listOfOne, begin, info, end]))
})
