import { expect } from 'vitest'
import { OmtpConnection } from '../drivers/omtp/connection.ts'
import { encodePacket, flags, isAck, type Packet, types } from '../drivers/omtp/packets.ts'
import * as structs from '../drivers/omtp/structs.ts'
import type { Server } from '../drivers/process.ts'
import { deviationFor, type Instead, pushDeviations, undelivered } from './deviations.ts'
import { GroupIds } from './group-ids.ts'
import { causeOf, type Frame, pushesTo, pushName, type Recording, replyOf, requestOf, type Segment, segmentsOf } from './recording.ts'
import { SeqIds } from './seq-ids.ts'

/** Plays the client's part of a recording to a server and judges the answers. */
export class Replay {
  readonly #server: Server
  readonly #recording: Recording
  readonly #connections = new Map<number, OmtpConnection>()
  readonly #replies = new Map<number, Promise<Packet>>()
  readonly #pushed = new Map<number, string[]>()
  readonly #seqIds: SeqIds
  readonly #groupIds = new GroupIds()
  /** `<user> <recorded time stamp>` → the time stamp this server gave in its place. */
  readonly #listStamps = new Map<string, bigint>()
  /** `<user> <conversation>` → seqId of his read mark. */
  readonly #readMarks = new Map<string, bigint>()
  /** `<user> <conversation>` → what he keeps about it. */
  readonly #attributes = new Map<string, Record<string, string>>()

  constructor(server: Server, recording: Recording) {
    this.#server = server
    this.#recording = recording
    this.#seqIds = new SeqIds(recording)
  }

  async run(): Promise<void> {
    for (const frames of segmentsOf(this.#recording)) {
      const [frame] = frames
      await this.#closeWhatWasClosed(frame.ms)
      if (frame.fromClient) await this.#send(frames)
      else if (frame.isAck) await this.#checkReply(requestOf(this.#recording, frame), frame)
      else await this.#awaitPush(frame)
    }
    await this.#closeWhatWasClosed(Number.POSITIVE_INFINITY)
    for (const { connection } of this.#recording.connections) {
      expect(this.#pushed.get(connection) ?? [], `what was pushed to connection ${connection}`).toEqual(this.#due(connection))
    }
  }

  async #send(frames: Segment): Promise<void> {
    const [{ connection: number, index, packet }] = frames
    const connection = await this.#connection(number)
    const earlier = this.#recording.frames.slice(0, index)
    const mayAsk = packet.type === types.login || earlier.some((frame) => frame.connection === number && frame.packet.type === types.login)
    for (const frame of frames) {
      if (mayAsk) this.#replies.set(frame.index, connection.reply(frame.packet.type, frame.packet.packId))
      connection.write(encodePacket({ ...frame.packet, payload: this.#mapped(frame) }))
    }
    if (!mayAsk) {
      await connection.closed()
      expect(connection.received).toEqual([])
      return
    }
    for (const frame of frames) if (replyOf(this.#recording, frame) === undefined) await this.#checkUnrecorded(frame)
  }

  async #connection(number: number): Promise<OmtpConnection> {
    const connection = this.#connections.get(number) ?? (await OmtpConnection.open(this.#server))
    this.#connections.set(number, connection)
    return connection
  }

  /** The recorded payload but for what differs from run to run. */
  #mapped({ user, packet }: Frame): Buffer {
    const { type, payload } = packet
    if (type === types.login) {
      const login = structs.LoginReq.decode(payload)
      return structs.LoginReq.encode({ ...login, password: this.#server.token(login.clientId) })
    }
    if (type === types.hotSessions) {
      const { timestamp } = structs.HotSessionReq.decode(payload)
      return structs.HotSessionReq.encode({ timestamp: this.#listStamps.get(`${user} ${timestamp}`) ?? 0n })
    }
    if (type === types.history) {
      const pull = structs.HistoryMsgPullReq.decode(payload)
      return structs.HistoryMsgPullReq.encode({
        ...pull,
        sessionId: this.#groupIds.ours(pull.sessionId),
        seqId: this.#seqIds.ours(pull.seqId),
      })
    }
    if (type === types.read) {
      const read = structs.MsgReaded.decode(payload)
      const seqId = this.#seqIds.ours(read.seqId)
      this.#readMarks.set(`${user} ${read.sessionId}`, seqId)
      return structs.MsgReaded.encode({ ...read, seqId })
    }
    if (type === types.highPriority) {
      const sync = structs.MsgHighPrioritySyncReq.decode(payload)
      return structs.MsgHighPrioritySyncReq.encode({ ...sync, seqId: this.#seqIds.ours(sync.seqId) })
    }
    if (type === types.control) {
      const control = structs.MsgControl.decode(payload)
      return structs.MsgControl.encode({ ...control, seqId: this.#seqIds.ours(control.seqId) })
    }
    if (type === types.sessionAttributeSet) this.#noteAttribute(structs.SessionAttrSetReq.decode(payload))
    return this.#groupIds.request(packet)
  }

  #noteAttribute({ userId, sessionId, attrName, attrValue }: structs.Value<typeof structs.SessionAttrSetReq>): void {
    if (attrName === '' || attrValue === '') return
    const key = `${userId} ${sessionId}`
    this.#attributes.set(key, { ...this.#attributes.get(key), [attrName]: attrValue })
  }

  /** A request that the recorded server left unanswered. */
  async #checkUnrecorded(request: Frame): Promise<void> {
    const deviation = deviationFor(this.#recording.name, request)
    if (deviation === undefined) throw new Error(`frame ${request.index} has neither a recorded reply nor a deviation`)
    await this.#checkReply(request, undefined)
  }

  async #checkReply(request: Frame, recorded: Frame | undefined): Promise<void> {
    const reply = await this.#replies.get(request.index)
    if (reply === undefined) throw new Error(`nothing was asked at frame ${request.index}`)
    const version = request.packet.type === types.login ? 0 : request.packet.version
    const header = { type: request.packet.type, version, flags: request.packet.flags | flags.ack, packId: request.packet.packId }
    expect(reply).toMatchObject(header)
    const deviation = deviationFor(this.#recording.name, request)
    const check = () => recorded !== undefined && this.#checkPayload(request, reply.payload, recorded.packet.payload)
    if (deviation === undefined) return void check()
    await this.#checkInstead(request, reply, deviation.instead)
    if (recorded !== undefined) expect(check, `frame ${request.index} is answered as recorded and is no deviation`).toThrow()
  }

  async #checkInstead({ connection, index, packet }: Frame, reply: Packet, instead: Instead): Promise<void> {
    if ('signedIn' in instead) expect(structs.LoginResp.decode(reply.payload).errorCode.code).toBe(0)
    if ('echo' in instead) expect(reply.payload).toEqual(packet.payload)
    if ('acknowledgedThenClosed' in instead) await this.#connections.get(connection)?.closed()
    if ('friends' in instead) expect(friendNames(reply.payload)).toEqual(instead.friends)
    if ('names' in instead) expect(infosOf(reply.payload).map(({ name }) => name)).toEqual(instead.names)
    if ('birthdays' in instead) this.#checkBirthdays(index, reply.payload, instead.birthdays)
    if ('history' in instead) expect(this.#seqIds.history(reply.payload)).toEqual(this.#allSentTo(packet))
    if ('queue' in instead) expect(queueOf(reply.payload)).toEqual(instead.queue)
    if ('members' in instead) expect(structs.GroupChatMemberGetResp.decode(reply.payload).memberIds).toEqual(instead.members)
    if ('code' in instead) expect(codeOf(reply)).toBe(instead.code)
  }

  #checkBirthdays(index: number, ours: Buffer, birthdays: Readonly<Record<string, bigint>>): void {
    const recorded = this.#recording.frames.filter((frame) => frame.index > index).find(({ packet }) => packet.type === types.userInfo)
    const expected = recorded === undefined ? [] : infosOf(recorded.packet.payload)
    expect(infosOf(ours)).toEqual(expected.map((info) => ({ ...info, birthday: birthdays[info.userId] })))
  }

  #allSentTo({ payload }: Packet): string[] {
    const { sessionId } = structs.HistoryMsgPullReq.decode(payload)
    const sent = this.#recording.frames.filter(({ fromClient, packet }) => fromClient && packet.type === types.singleChat)
    return sent
      .filter(({ packet }) => structs.MsgReq.decode(packet.payload).sessionId === sessionId)
      .map(({ packet }) => packet.packId)
      .reverse()
  }

  #checkPayload({ user, packet }: Frame, ours: Buffer, recorded: Buffer): void {
    if (packet.type === types.singleChat || packet.type === types.groupChat) this.#checkAck(packet, ours, recorded)
    else if (packet.type === types.groupCreate) this.#groupIds.learn(ours, recorded)
    else if (packet.type === types.groupSync) this.#groupIds.checkGroups(ours, recorded)
    else if (packet.type === types.groupMembers) this.#groupIds.checkMembers(ours, recorded)
    else if (packet.type === types.hotSessions) this.#checkHotSessions(user ?? '', ours, recorded)
    else if (packet.type === types.history) this.#checkHistory(ours, recorded)
    else if (packet.type === types.highPriority) expect(queueOf(ours)).toEqual(queueOf(recorded))
    else if (packet.type === types.friendSync) expect(friendNames(ours)).toEqual(friendNames(recorded))
    else if (packet.type === types.userInfo) expect(infosOf(ours)).toEqual(infosOf(recorded))
    else if (packet.type === types.userAttributes) expect(attributesOf(ours)).toEqual(attributesOf(recorded))
    else if (packet.type === types.login) expect(structs.LoginResp.decode(ours)).toEqual(structs.LoginResp.decode(recorded))
    else if (packet.type === types.ping) expect(ours).toEqual(recorded)
    else expect(structs.CommonErrorCode.decode(ours).code).toBe(structs.CommonErrorCode.decode(recorded).code)
  }

  #checkAck({ packId }: Packet, ours: Buffer, recorded: Buffer): void {
    const [ack, theirs] = [structs.MsgAck.decode(ours), structs.MsgAck.decode(recorded)]
    expect(ack.errorCode.code).toBe(theirs.errorCode.code)
    expect(ack.timestamp).toBeGreaterThan(0n)
    if (ack.errorCode.code !== 0) return
    expect(ack.sessionId).toBe(this.#groupIds.ours(theirs.sessionId))
    this.#seqIds.learn(packId, ack.seqId)
  }

  #checkHotSessions(user: string, ours: Buffer, recorded: Buffer): void {
    const [list, theirs] = [structs.HotSessionResp.decode(ours), structs.HotSessionResp.decode(recorded)]
    this.#listStamps.set(`${user} ${theirs.timestamp}`, list.timestamp)
    const briefly = (item: structs.Value<typeof structs.HotSessionItem>) => ({
      sessionId: item.sessionId,
      unread: item.unreadCount,
      newest: item.lastMsgs.map(({ header }) => header.packId),
    })
    expect(list.errorCode.code).toBe(theirs.errorCode.code)
    expect(list.sessions.map(briefly)).toEqual(theirs.sessions.map(briefly))
    for (const item of list.sessions) {
      // readSeqId is the read mark's; the reference gives the lowest unread message's.
      expect(item.readSeqId).toBe(this.#readMarks.get(`${user} ${item.sessionId}`) ?? 0n)
      // What was set, which the reference never gives back.
      expect(JSON.parse(item.attribute || '{}')).toEqual(this.#attributes.get(`${user} ${item.sessionId}`) ?? {})
      for (const { header, payload } of item.lastMsgs) this.#seqIds.learn(header.packId, structs.MsgReq.decode(payload).seqId)
    }
  }

  #checkHistory(ours: Buffer, recorded: Buffer): void {
    const [page, theirs] = [structs.HistoryMsgPullResp.decode(ours), structs.HistoryMsgPullResp.decode(recorded)]
    expect(page.sessionId).toBe(this.#groupIds.ours(theirs.sessionId))
    if (theirs.errorCode.code !== 0 || theirs.msgs.length > 0) expect(page.errorCode.code).toBe(theirs.errorCode.code)
    // Of a conversation that nobody knows the reference gives an empty page; Magpie may also say that one is not in it.
    else expect([0, 28]).toContain(page.errorCode.code)
    const order = (packId: string) => this.#recording.frames.findIndex(({ packet }) => packet.packId === packId)
    const due = theirs.msgs.map(({ header }) => header.packId).sort((a, b) => order(b) - order(a))
    expect(this.#seqIds.history(ours)).toEqual(due)
  }

  async #awaitPush(frame: Frame): Promise<void> {
    const name = pushName(frame.packet)
    const cause = causeOf(this.#recording, frame).index
    const due = this.#dueWithCause(frame.connection).filter((push) => push.name === name)
    if (!due.some((push) => push.cause === cause)) return
    const count = due.filter((push) => push.cause <= cause).length
    const connection = await this.#connection(frame.connection)
    const arrived = () => this.#pushedTo(frame.connection).filter((pushed) => pushed === name).length
    while (arrived() < count) this.#take(frame.connection, await connection.push())
  }

  #take(connection: number, packet: Packet): void {
    this.#pushedTo(connection).push(pushName(packet))
    if (packet.type === types.syncData) expect({ ...packet, packId: '' }).toMatchObject({ version: 0, flags: 0n })
    if (packet.type === types.control) this.#checkControl(packet)
    if (packet.type !== types.singleChat && packet.type !== types.groupChat) return
    const message = structs.MsgReq.decode(packet.payload)
    this.#seqIds.learn(packet.packId, message.seqId)
    const sent = this.#recording.frames.find((frame) => frame.fromClient && frame.packet.packId === packet.packId)
    if (sent === undefined) throw new Error(`nobody sent message ${packet.packId}`)
    expect(packet).toMatchObject({ version: sent.packet.version, flags: sent.packet.flags })
    expect(message.timestamp).toBeGreaterThan(0n)
    expect({ ...message, seqId: 0n, timestamp: 0n }).toEqual({
      ...structs.MsgReq.decode(this.#groupIds.message(sent.packet.payload)),
      seqId: 0n,
      timestamp: 0n,
    })
  }

  /** As it was asked for, but for the seqId, which is the one that the message has here. */
  #checkControl(packet: Packet): void {
    const asked = this.#recording.frames.find((frame) => frame.fromClient && frame.packet.packId === packet.packId)
    if (asked === undefined) throw new Error(`nobody asked for control ${packet.packId}`)
    expect(packet).toMatchObject({ version: asked.packet.version, flags: asked.packet.flags })
    expect(packet.payload).toEqual(this.#mapped(asked))
  }

  #pushedTo(connection: number): string[] {
    const names = this.#pushed.get(connection) ?? []
    this.#pushed.set(connection, names)
    return names
  }

  /** What was pushed in the recording, without its repetitions, in the order in which it was caused. */
  #due(connection: number): string[] {
    return this.#dueWithCause(connection).map(({ name }) => name)
  }

  #dueWithCause(connection: number): { readonly name: string; readonly cause: number }[] {
    const recorded = pushesTo(this.#recording, connection)
    const removed = new Set(
      undelivered
        .filter((row) => row.session === this.#recording.name && (row.connection ?? connection) === connection)
        .map(({ push }) => push),
    )
    const added = pushDeviations
      .filter((row) => row.session === this.#recording.name && row.connection === connection)
      .map(({ adds, cause }) => ({ name: adds, cause }))
    const due = [...recorded, ...added].sort((a, b) => a.cause - b.cause)
    const once = due.filter((push, at) => due.findIndex(({ name, cause }) => name === push.name && cause === push.cause) === at)
    return once.filter(({ name }) => !removed.has(name))
  }

  /** Ends the connections that the recorded client had ended by then, after everything that was on its way. */
  async #closeWhatWasClosed(ms: number): Promise<void> {
    for (const { connection: number, closedMs } of this.#recording.connections) {
      const connection = this.#connections.get(number)
      if (connection === undefined || closedMs >= ms) continue
      if (this.#due(number).includes('kickout')) await connection.closed()
      if (connection.isOpen) await this.#ping(connection)
      for (const packet of connection.pending().splice(0)) this.#take(number, packet)
      await connection[Symbol.asyncDispose]()
    }
  }

  async #ping(connection: OmtpConnection): Promise<void> {
    const ping = { type: types.ping, version: 1, flags: 0n, packId: 'last', payload: Buffer.alloc(0) }
    const reply = connection.request(ping)
    // A connection that is being ended answers nothing more.
    const end = connection.closed()
    await Promise.race([reply.catch(() => end), end])
    if (connection.isOpen) expect(isAck(await reply)).toBe(true)
  }
}

function friendNames(payload: Buffer): string[] {
  const { errorCode, friends } = structs.FriendSyncResp.decode(payload)
  expect(errorCode.code).toBe(0)
  return friends.map(({ friendId, remark }) => `${friendId}:${remark}`)
}

function queueOf(payload: Buffer): string[] {
  const { errorCode, msgs } = structs.MsgHighPrioritySyncResp.decode(payload)
  expect(errorCode.code).toBe(0)
  return msgs.map(({ header }) => header.packId)
}

function codeOf({ type, payload }: Packet): number {
  if (type === types.monitorSync) return structs.HotSessionResp.decode(payload).errorCode.code
  if (type === types.history) return structs.HistoryMsgPullResp.decode(payload).errorCode.code
  if (type === types.groupMembers) return structs.GroupChatMemberGetResp.decode(payload).errorCode.code
  if (type === types.singleChat || type === types.groupChat || type === types.notify) return structs.MsgAck.decode(payload).errorCode.code
  return structs.CommonErrorCode.decode(payload).code
}

function infosOf(payload: Buffer) {
  const { errorCode, userInfos } = structs.UserInfoGetResp.decode(payload)
  expect(errorCode.code).toBe(0)
  return userInfos
}

function attributesOf(payload: Buffer) {
  const { errorCode, attributes } = structs.UserAttrGetResp.decode(payload)
  expect(errorCode.code).toBe(0)
  return [...attributes].sort((a, b) => (a.attrName < b.attrName ? -1 : 1))
}
