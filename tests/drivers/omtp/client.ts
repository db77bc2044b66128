import { expect } from 'vitest'
import { eventually } from '../deadline.ts'
import type { Ports, Transport } from '../transports.ts'
import { OmtpConnection, patience } from './connection.ts'
import { isAck, type Packet, types } from './packets.ts'
import { ClientKey } from './secrecy.ts'
import * as structs from './structs.ts'
import type { Encodable, StructType } from './tars.ts'

export type HotSession = structs.Value<typeof structs.HotSessionItem>
type UserInfo = structs.Value<typeof structs.UserInfo>
export type MsgAck = structs.Value<typeof structs.MsgAck>

interface PacketOptions {
  readonly packId?: string
  readonly flags?: bigint
}

export interface SignInOptions {
  readonly password: string
  readonly deviceType?: number
  readonly deviceId?: string
  /** Asks for compression. */
  readonly compress?: boolean
}

interface SendOptions extends PacketOptions {
  readonly from?: string
  readonly sessionId?: string
}

/** A message as those name it who do something to it. */
export interface ControlledMessage {
  readonly sessionId: string
  readonly packId: string
  readonly seqId: bigint
}

export const controls = { revoke: 1, override: 2, delete: 3 } as const

const pushes = {
  message: types.singleChat,
  'group message': types.groupChat,
  notice: types.notify,
  control: types.control,
  'read mark': types.read,
  sync: types.syncData,
  kickout: types.kickout,
} as const
export type PushName = keyof typeof pushes

/** EC_SERVICE_UNAVAILABLE: the server has just started and is still preparing what was asked for. */
const notReady = 6

let lastPackId = 0

/** The label a stock client gives a conversation of two. */
export function labelOf(a: string, b: string): string {
  return `LP_G1_${[a, b].sort((x, y) => Buffer.compare(Buffer.from(x), Buffer.from(y))).join('_')}`
}

/** A message as a push, a hot session or a page of history carries it. */
export function readMessage(packet: Packet): structs.Message & Pick<Packet, 'packId' | 'flags'> {
  expect([types.singleChat, types.groupChat, types.notify]).toContain(packet.type)
  return { ...structs.MsgReq.decode(packet.payload), packId: packet.packId, flags: packet.flags }
}

/** A user at a device, as a stock client would act for him. */
export class OmtpClient {
  readonly connection: OmtpConnection
  /** As whom this client signed in last. */
  user = ''

  private constructor(connection: OmtpConnection) {
    this.connection = connection
  }

  static async connect(ports: Ports, transport?: Transport): Promise<OmtpClient> {
    return new OmtpClient(await OmtpConnection.open(ports, transport))
  }

  /** Sends any packet; the payload of its reply is the caller's to decode. */
  request(type: number, payload: Buffer, { packId = `p${++lastPackId}`, flags = 0n }: PacketOptions = {}): Promise<Packet> {
    return this.connection.request({ type, version: 1, flags, packId, payload })
  }

  /** Everything behind this is encrypted; rejects when the server is not the one of `identity`. */
  async encrypt(identity: string): Promise<void> {
    const key = new ClientKey()
    const payload = structs.LoginReq.encode({ clientId: '', userName: '', deviceType: 0, crypto: 1, publicKey: key.raw })
    const { crypto, publicKey, signature } = structs.LoginResp.decode((await this.request(types.login, payload)).payload)
    expect(crypto).toBe(1)
    this.connection.wrapper.encrypt(key.agree({ request: payload, serverKey: publicKey, signature, identity }))
  }

  async signIn(user: string, { password, deviceType = 5, deviceId = `device-${user}-${deviceType}`, compress = false }: SignInOptions) {
    this.user = user
    const device = { deviceType, deviceId, version: '1.0.0' }
    const payload = structs.LoginReq.encode({ clientId: user, userName: user, password, ...device, compress: compress ? 1 : 0 })
    const reply = await this.request(types.login, payload)
    expect(reply.version).toBe(0)
    const response = structs.LoginResp.decode(reply.payload)
    if (response.compress === 1) this.connection.wrapper.compress()
    return response
  }

  /** Resolves with the ack; several may be on their way. */
  async send(to: string, content: string, options: SendOptions = {}): Promise<MsgAck> {
    const { from = this.user, sessionId = labelOf(from, to), ...packet } = options
    const payload = structs.MsgReq.encode({ sessionId, from, to, contentType: 1, content })
    const reply = await this.request(types.singleChat, payload, packet)
    return structs.MsgAck.decode(reply.payload)
  }

  /** To a group; resolves with the ack. */
  async tell(group: string, content: string, options: SendOptions = {}): Promise<MsgAck> {
    const { from = this.user, sessionId = group, ...packet } = options
    const payload = structs.MsgReq.encode({ sessionId, from, to: group, contentType: 1, content })
    const reply = await this.request(types.groupChat, payload, packet)
    return structs.MsgAck.decode(reply.payload)
  }

  /** A notice; resolves with the ack. */
  async notify(to: string, content: string, options: SendOptions = {}): Promise<MsgAck> {
    const { from = this.user, sessionId = `BM_${from}_${to}`, ...packet } = options
    const payload = structs.MsgReq.encode({ sessionId, from, to, contentType: 1, content })
    const reply = await this.request(types.notify, payload, packet)
    return structs.MsgAck.decode(reply.payload)
  }

  /** Does something to a message that was sent; the code of the answer. */
  async control(command: number, message: ControlledMessage, { content = '', ...packet }: PacketOptions & { content?: string } = {}) {
    const payload = structs.MsgControl.encode({ command, ...message, content })
    return structs.CommonErrorCode.decode((await this.request(types.control, payload, packet)).payload).code
  }

  async expectControl() {
    return structs.MsgControl.decode((await this.expect('control')).payload)
  }

  async expectReadMark() {
    return structs.MsgReaded.decode((await this.expect('read mark')).payload)
  }

  async expectNotice() {
    return readMessage(await this.expect('notice'))
  }

  /** The next push, which must be of this kind. */
  async expect(name: PushName, ms = patience): Promise<Packet> {
    const packet = await this.connection.push(ms)
    expect(packet.type, `a push of type ${packet.type} came where a ${name} was expected`).toBe(pushes[name])
    return packet
  }

  async expectMessage(ms = patience) {
    return readMessage(await this.expect('message', ms))
  }

  /** Proves by a round trip that nothing was pushed: what the server had to push lies before the answer. */
  async expectNothing(): Promise<void> {
    await this.ping()
    expect(this.connection.pending(), 'pushed though nothing was due').toEqual([])
  }

  /** I7: whatever was pushed so far came behind the last page of the list. */
  expectPushedBehindSync(): void {
    const { received } = this.connection
    const beforeIt = received.slice(
      0,
      received.findLastIndex((packet) => isAck(packet) && packet.type === types.hotSessions),
    )
    expect(
      beforeIt.filter((packet) => !isAck(packet)),
      'pushed before the list was complete',
    ).toEqual([])
  }

  async ping(): Promise<void> {
    await this.request(types.ping, Buffer.alloc(0))
  }

  /** Every page of the list of conversations changed since `since`. */
  async hotSessions(since = 0n): Promise<{ readonly items: readonly HotSession[]; readonly timestamp: bigint; readonly pages: number }> {
    const items: HotSession[] = []
    let timestamp = since
    for (let pages = 1; ; pages++) {
      const after = timestamp
      const page = await whenReady(() => this.#call(types.hotSessions, structs.HotSessionReq, { timestamp: after }, structs.HotSessionResp))
      expect([0, 25]).toContain(page.errorCode.code)
      items.push(...page.sessions)
      timestamp = page.timestamp
      if (page.errorCode.code === 0) return { items, timestamp, pages }
    }
  }

  /** Follows a conversation of others. */
  async monitor(sessionId: string): Promise<number> {
    return (await this.#call(types.monitorStart, structs.SessionMonitor, { sessionId }, structs.CommonErrorCode)).code
  }

  async stopMonitoring(sessionId: string): Promise<number> {
    return (await this.#call(types.monitorStop, structs.SessionMonitor, { sessionId }, structs.CommonErrorCode)).code
  }

  async monitored() {
    return structs.HotSessionResp.decode((await this.request(types.monitorSync, Buffer.alloc(0))).payload)
  }

  async historyPage(sessionId: string, seqId = 0n, count = 200) {
    const pull = { sessionId, seqId, count }
    const page = await whenReady(() => this.#call(types.history, structs.HistoryMsgPullReq, pull, structs.HistoryMsgPullResp))
    return {
      code: page.errorCode.code,
      sessionId: page.sessionId,
      messages: page.msgs.map(({ header, payload }) => readMessage({ ...header, payload })),
    }
  }

  /** All messages of the conversation with `friend`, oldest first; none where the server knows no such conversation. */
  async history(friend: string, { pageSize = 200 } = {}): Promise<ReturnType<typeof readMessage>[]> {
    const all: ReturnType<typeof readMessage>[] = []
    for (let upTo = 0n; ; ) {
      const { code, messages } = await this.historyPage(labelOf(this.user, friend), upTo, pageSize)
      if (code !== 28) expect(code).toBe(0)
      all.push(...messages)
      const oldest = messages.at(-1)
      if (oldest === undefined || messages.length < pageSize) return all.reverse()
      upTo = oldest.seqId - 1n
    }
  }

  async highPriority(seqId = 0n, count = 0) {
    const request = { seqId, count }
    const reply = await whenReady(() =>
      this.#call(types.highPriority, structs.MsgHighPrioritySyncReq, request, structs.MsgHighPrioritySyncResp),
    )
    expect(reply.errorCode.code).toBe(0)
    return { lastSeqId: reply.lastSeqId, packets: reply.msgs.map(({ header, payload }) => ({ ...header, payload })) }
  }

  markRead(friend: string, seqId: bigint): Promise<number> {
    return this.markReadAs(labelOf(this.user, friend), seqId)
  }

  async markReadAs(sessionId: string, seqId: bigint): Promise<number> {
    return (await this.#call(types.read, structs.MsgReaded, { sessionId, seqId }, structs.CommonErrorCode)).code
  }

  async addFriend(friend: string, { userId = this.user, remark = '' } = {}): Promise<number> {
    const friends = [{ userId, friendId: friend, remark }]
    return (await this.#call(types.friendAdd, structs.FriendAddReq, { friends }, structs.CommonErrorCode)).code
  }

  async removeFriend(friend: string, { userId = this.user } = {}): Promise<number> {
    const friends = [{ userId, friendId: friend, remark: '' }]
    return (await this.#call(types.friendDelete, structs.FriendAddReq, { friends }, structs.CommonErrorCode)).code
  }

  userInfos(...userIds: readonly string[]) {
    return this.#call(types.userInfo, structs.UserInfoGetReq, { userIds }, structs.UserInfoGetResp)
  }

  async updateUserInfo(changes: Partial<UserInfo>): Promise<number> {
    const userInfo: UserInfo = { userId: this.user, name: '', avatar: '', mobile: '', birthday: 0n, ...changes }
    return (await this.#call(types.userInfoUpdate, structs.UserInfoUpdateReq, { userInfo }, structs.CommonErrorCode)).code
  }

  async setUserAttribute(friendId: string, attrName: string, attrValue: string, { userId = this.user } = {}): Promise<number> {
    const attribute = { userId, friendId, attrName, attrValue }
    return (await this.#call(types.userAttributeSet, structs.UserAttrSetReq, { attribute }, structs.CommonErrorCode)).code
  }

  userAttributes(friendId: string, attrName = '', { userId = this.user } = {}) {
    const question = { userId, friendId, attrName, attrValue: '' }
    return this.#call(types.userAttributes, structs.UserAttribute, question, structs.UserAttrGetResp)
  }

  async setSessionAttribute(sessionId: string, attrName: string, attrValue: string, { userId = this.user } = {}): Promise<number> {
    const request = { userId, sessionId, attrName, attrValue }
    return (await this.#call(types.sessionAttributeSet, structs.SessionAttrSetReq, request, structs.CommonErrorCode)).code
  }

  async kickOut(deviceType: number, deviceId = ''): Promise<number> {
    return (await this.#call(types.kickout, structs.KickOutReq, { deviceType, deviceId }, structs.CommonErrorCode)).code
  }

  async friends() {
    const from = { timestamp: 0n }
    const reply = await whenReady(() => this.#call(types.friendSync, structs.FriendSyncReq, from, structs.FriendSyncResp))
    expect(reply.errorCode.code).toBe(0)
    return reply.friends
  }

  /** The id of the new group; fails when it is refused. */
  async createGroup(members: readonly string[], info: Encodable<structs.Value<typeof structs.GroupChatInfo>> = {}): Promise<string> {
    const reply = await this.askToCreate(members, info)
    expect(reply.errorCode.code).toBe(0)
    return reply.groupId
  }

  askToCreate(members: readonly string[], info: Encodable<structs.Value<typeof structs.GroupChatInfo>> = {}) {
    const groupInfo = { ...structs.GroupChatInfo.zero, creatorId: this.user, ...info }
    return this.#call(types.groupCreate, structs.GroupChatCreateReq, { groupInfo, memberIds: members }, structs.GroupChatCreateResp)
  }

  async join(groupId: string, ...memberIds: readonly string[]): Promise<number> {
    return (await this.#call(types.groupJoin, structs.GroupChatJoinQuitReq, { groupId, memberIds }, structs.CommonErrorCode)).code
  }

  async quit(groupId: string, ...memberIds: readonly string[]): Promise<number> {
    return (await this.#call(types.groupQuit, structs.GroupChatJoinQuitReq, { groupId, memberIds }, structs.CommonErrorCode)).code
  }

  async dismiss(groupId: string, operatorId = this.user): Promise<number> {
    return (await this.#call(types.groupDismiss, structs.GroupChatDismissReq, { groupId, operatorId }, structs.CommonErrorCode)).code
  }

  async handOver(groupId: string, newCreatorId: string, operatorId = this.user): Promise<number> {
    const request = { groupId, operatorId, newCreatorId }
    return (await this.#call(types.groupTransfer, structs.GroupChatCreatorUpdateReq, request, structs.CommonErrorCode)).code
  }

  async updateGroup(
    groupId: string,
    info: Encodable<structs.Value<typeof structs.GroupChatInfo>>,
    operatorId = this.user,
  ): Promise<number> {
    const groupInfo = { ...structs.GroupChatInfo.zero, groupId, ...info }
    return (await this.#call(types.groupUpdate, structs.GroupChatInfoUpdateReq, { operatorId, groupInfo }, structs.CommonErrorCode)).code
  }

  groupMembers(groupId: string) {
    return this.#call(types.groupMembers, structs.GroupChatMemberGetReq, { groupId }, structs.GroupChatMemberGetResp)
  }

  groups(timestamp = 0n) {
    return this.#call(types.groupSync, structs.GroupChatSyncReq, { timestamp }, structs.GroupChatSyncResp)
  }

  /** The next push, which must be a notice of this command; gives its content. */
  async expectSync(command: number): Promise<string> {
    const notice = structs.SyncDataReq.decode((await this.expect('sync')).payload)
    expect(notice.command).toBe(command)
    return notice.content
  }

  async expectGroupMessage() {
    return readMessage(await this.expect('group message'))
  }

  async logout(): Promise<void> {
    await this.request(types.logout, Buffer.alloc(0), { packId: '' })
  }

  closed(ms = patience): Promise<void> {
    return this.connection.closed(ms)
  }

  /** Drops the connection without a word. */
  async close(): Promise<void> {
    await this.connection[Symbol.asyncDispose]()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  async #call<Q, R>(type: number, request: StructType<Q>, value: Encodable<Q>, reply: StructType<R>): Promise<R> {
    return reply.decode((await this.request(type, request.encode(value))).payload)
  }
}

/** Asks as a stock client does: again while the server says that it will know soon. */
function whenReady<R extends { readonly errorCode: { readonly code: number } }>(ask: () => Promise<R>): Promise<R> {
  return eventually(patience, 'the server has what was asked for', async () => {
    const reply = await ask()
    return reply.errorCode.code === notReady ? undefined : reply
  })
}
