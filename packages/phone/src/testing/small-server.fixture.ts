import { groupKey, type HistoryEvent, pairKey } from '@magpie-im/checker'
import {
  type CommonErrorCode,
  ControlCommand,
  decodePack,
  decodePayload,
  defaultLoginResp,
  ErrorCode,
  encodeFramed,
  encodeStruct,
  Framing,
  flags as flag,
  type HotSessionItem,
  MsgReq,
  type OTIMHeader,
  type OTIMPack,
  type Packet,
  packets,
  replyHeader,
} from '@magpie-im/wire'
import type { Dial, LineListener } from '../line.ts'
import { Pipe } from './pipe.fixture.ts'
import type { SimulatedTime } from './simulated-time.fixture.ts'

interface Stored extends MsgReq {
  readonly header: OTIMHeader
}

interface Thread {
  readonly members: Set<string>
  messages: Stored[]
  /** By user. */
  readonly marks: Map<string, number>
  readonly joinedAt: Map<string, number>
  readonly changedAt: Map<string, number>
}

interface Page {
  readonly sessions: readonly HotSessionItem[]
  readonly timestamp: number
  readonly more: boolean
}

interface Guest {
  user: string
  readonly pipe: Pipe
  /** The rest of the list as it was when it was first asked for. */
  pages: Page[] | undefined
  /** What came since then; undefined when the list is complete. */
  held: Buffer[] | undefined
}

/** Instead of the answer: a code to refuse with, or silence. */
type Whim = number | 'silence' | undefined

/** What it does wrong. */
export type Flaw =
  | 'forgets ids'
  | 'loses some'
  | 'pushes twice'
  | 'skips pushes'
  | 'counts revoked'
  | 'keeps content'
  | 'shows strangers'
  | 'swaps two'

const fine: CommonErrorCode = { code: ErrorCode.EC_SUCCESS, desc: '' }
const pageLength = 3

/** The smallest server that a phone can live with: it keeps everything in memory and breaks as it is told to. */
export class SmallServer {
  readonly threads = new Map<string, Thread>()
  /** All that was asked, in order. */
  readonly asked: OTIMHeader[] = []
  /** What becomes of a request instead of an answer. */
  whim: (header: OTIMHeader) => Whim = () => undefined
  /** What becomes of the next connections. */
  readonly cuts: { readonly up?: number; readonly down?: number }[] = []
  isUp = true
  flaw: Flaw | undefined
  readonly #time: SimulatedTime
  readonly #guests = new Set<Guest>()
  #seqId = 1000
  #stamp = 0

  constructor(time: SimulatedTime) {
    this.#time = time
  }

  readonly dial: Dial = (listener: LineListener) => {
    const guest: Guest = { user: '', pipe: new Pipe(this.#time, listener, this.cuts.shift() ?? {}), pages: undefined, held: [] }
    const framing = new Framing()
    guest.pipe.serve({
      received: (bytes) => {
        for (const body of framing.push(bytes)) this.#take(guest, decodePack(body))
      },
      ended: () => this.#guests.delete(guest),
    })
    if (this.isUp) this.#guests.add(guest)
    else guest.pipe.end()
    return guest.pipe
  }

  /** All connections end, and nothing is forgotten. */
  dropAll(): void {
    for (const { pipe } of this.#guests) pipe.end()
    this.#guests.clear()
  }

  idsIn(key: string): string[] {
    return this.#thread(key).messages.map(({ header }) => header.packId)
  }

  stored(at: number): HistoryEvent[] {
    return [...this.threads].map(([conversation, { members, messages }]) => ({
      type: 'stored',
      at,
      conversation,
      members: [...members],
      messages: messages.map(({ header, from, seqId, content }) => ({ id: header.packId, from, seqId: Number(seqId), body: content })),
    }))
  }

  #take(guest: Guest, { header, payload }: OTIMPack): void {
    this.asked.push(header)
    const whim = this.whim(header)
    if (whim === 'silence') return
    const errorCode = { code: whim ?? ErrorCode.EC_SUCCESS, desc: '' }
    this.#answer(guest, { header, payload }, errorCode)
  }

  #answer(guest: Guest, { header, payload }: OTIMPack, errorCode: CommonErrorCode): void {
    const refused = errorCode.code !== ErrorCode.EC_SUCCESS
    switch (header.type) {
      case packets.LOGIN.type: {
        guest.user = decodePayload(packets.LOGIN.request, payload).clientId
        reply(guest, header, packets.LOGIN, { ...defaultLoginResp(), errorCode, clientId: guest.user })
        return
      }
      case packets.PING.type:
        reply(guest, header, packets.PING, payload)
        return
      case packets.HOTSESSION_SYNC.type:
        this.#list(guest, header, { after: Number(decodePayload(packets.HOTSESSION_SYNC.request, payload).timestamp), errorCode })
        return
      case packets.HISTORY_MSG_PULL.type: {
        const { sessionId, seqId, count } = decodePayload(packets.HISTORY_MSG_PULL.request, payload)
        const visible = this.#visible(keyOf(sessionId), guest.user).filter((message) => Number(message.seqId) <= Number(seqId))
        const msgs = refused ? [] : visible.slice(-count).toReversed().map(packOf)
        reply(guest, header, packets.HISTORY_MSG_PULL, { errorCode, sessionId, msgs })
        return
      }
      case packets.MSG_SINGLE_CHAT.type:
      case packets.MSG_GROUP_CHAT.type:
        this.#send(guest, { header, payload }, errorCode)
        return
      default:
        if (!refused) this.#change(guest, { header, payload })
        if (header.type === packets.GROUPCHAT_CREATE.type) reply(guest, header, packets.GROUPCHAT_CREATE, { errorCode, groupId: '' })
        else reply(guest, header, packets.MSG_READ, errorCode)
    }
  }

  #send(guest: Guest, { header, payload }: OTIMPack, errorCode: CommonErrorCode): void {
    const request = decodePayload(MsgReq, payload)
    const outcome = errorCode.code === ErrorCode.EC_SUCCESS ? this.#store(guest, header, request) : errorCode.code
    const refused = outcome instanceof Object ? fine : { code: outcome, desc: '' }
    const seqId = outcome instanceof Object ? outcome.seqId : 0
    reply(guest, header, packets.MSG_SINGLE_CHAT, { errorCode: refused, sessionId: request.sessionId, seqId, timestamp: 1 })
  }

  /** The message as it is stored, be it from now on or before; or the code of the refusal. */
  #store(guest: Guest, header: OTIMHeader, request: MsgReq): Stored | number {
    const key = keyOf(request.sessionId)
    const thread = this.#thread(key)
    if (!key.startsWith('#')) for (const user of [request.from, request.to]) this.#join(key, user)
    if (!thread.members.has(guest.user)) return ErrorCode.EC_GROUP_USER_NOTEXIST
    const known = thread.messages.find((message) => message.header.packId === header.packId)
    if (known !== undefined && this.flaw !== 'forgets ids') return known
    const message: Stored = { ...request, header: { ...header, flags: 0 }, seqId: ++this.#seqId }
    if (this.#errs('loses some')) return message
    if (this.#errs('swaps two')) thread.messages.splice(-1, 0, message)
    else thread.messages.push(message)
    for (const user of thread.members) thread.changedAt.set(user, ++this.#stamp)
    if (this.#errs('skips pushes')) return message
    this.#tell(thread, encodeFramed(message.header, MsgReq, message), guest)
    if (this.#errs('pushes twice')) this.#tell(thread, encodeFramed(message.header, MsgReq, message), guest)
    return message
  }

  #change(guest: Guest, { header, payload }: OTIMPack): void {
    switch (header.type) {
      case packets.MSG_READ.type: {
        const { sessionId, seqId } = decodePayload(packets.MSG_READ.request, payload)
        const { marks } = this.#thread(keyOf(sessionId))
        marks.set(guest.user, Math.max(marks.get(guest.user) ?? 0, Number(seqId)))
        return
      }
      case packets.MSG_CTRL.type:
        this.#revoke(guest, { header, payload })
        return
      case packets.GROUPCHAT_CREATE.type: {
        const { groupInfo, memberIds } = decodePayload(packets.GROUPCHAT_CREATE.request, payload)
        for (const user of [guest.user, ...memberIds]) this.#join(groupKey(groupInfo.groupId), user)
        return
      }
      case packets.GROUPCHAT_JION.type:
      case packets.GROUPCHAT_QUIT.type: {
        const { groupId, memberIds } = decodePayload(packets.GROUPCHAT_JION.request, payload)
        const key = groupKey(groupId)
        for (const user of memberIds)
          if (header.type === packets.GROUPCHAT_JION.type) this.#join(key, user)
          else this.#thread(key).members.delete(user)
      }
    }
  }

  #revoke(guest: Guest, { header, payload }: OTIMPack): void {
    const control = decodePayload(packets.MSG_CTRL.request, payload)
    if (control.command !== ControlCommand.MC_REVOKE) return
    const thread = this.#thread(keyOf(control.sessionId))
    thread.messages = thread.messages.map((message) =>
      message.header.packId === control.packId
        ? {
            ...message,
            content: this.flaw === 'keeps content' ? message.content : '',
            header: { ...message.header, flags: flag.PF_REVOKE },
          }
        : message,
    )
    this.#tell(thread, encodeFramed(header, packets.MSG_CTRL.request, control), guest)
  }

  #list(guest: Guest, header: OTIMHeader, { after, errorCode }: { readonly after: number; readonly errorCode: CommonErrorCode }): void {
    if (errorCode.code !== ErrorCode.EC_SUCCESS) {
      reply(guest, header, packets.HOTSESSION_SYNC, { errorCode, timestamp: 0, sessions: [] })
      return
    }
    guest.pages ??= this.#pages(guest, after)
    const { more, ...page } = guest.pages.shift() ?? { more: false, timestamp: after, sessions: [] }
    const code = more ? ErrorCode.EC_HOTSESSION_MORE : ErrorCode.EC_SUCCESS
    reply(guest, header, packets.HOTSESSION_SYNC, { errorCode: { code, desc: '' }, ...page })
    if (more) return
    for (const frame of guest.held ?? []) guest.pipe.tell(frame)
    guest.held = undefined
  }

  /** As of now; what is told from here on is held. */
  #pages(guest: Guest, after: number): Page[] {
    const { user } = guest
    guest.held = []
    const stampOf = ({ changedAt }: Thread) => changedAt.get(user) ?? 0
    const changed = [...this.threads]
      .filter(([key, thread]) => stampOf(thread) > after && this.#visible(key, user).length > 0)
      .sort(([, a], [, b]) => stampOf(a) - stampOf(b))
    return Array.from({ length: Math.ceil(changed.length / pageLength) }, (_, at) => {
      const part = changed.slice(at * pageLength, (at + 1) * pageLength)
      return {
        sessions: part.map(([key, thread]) => this.#item(key, { thread, user })),
        timestamp: Math.max(after, ...part.map(([, thread]) => stampOf(thread))),
        more: (at + 1) * pageLength < changed.length,
      }
    })
  }

  #item(key: string, { thread, user }: { readonly thread: Thread; readonly user: string }): HotSessionItem {
    const visible = this.#visible(key, user)
    const readSeqId = Math.max(thread.marks.get(user) ?? 0, thread.joinedAt.get(user) ?? 0)
    const unread = visible.filter(
      ({ from, seqId, content }) => from !== user && Number(seqId) > readSeqId && (content !== '' || this.flaw === 'counts revoked'),
    )
    return { sessionId: labelOf(key), readSeqId, unreadCount: unread.length, lastMsgs: visible.slice(-1).map(packOf), attribute: '' }
  }

  #visible(key: string, user: string): Stored[] {
    const { messages, members, joinedAt } = this.#thread(key)
    return members.has(user) ? messages.filter(({ seqId }) => Number(seqId) > (joinedAt.get(user) ?? 0)) : []
  }

  #tell(thread: Thread, frame: Buffer, from: Guest): void {
    for (const guest of this.#guests) {
      if (guest === from || !(thread.members.has(guest.user) || this.#errs('shows strangers'))) continue
      if (guest.held === undefined) guest.pipe.tell(frame)
      else guest.held.push(frame)
    }
  }

  /** Now and then. */
  #errs(flaw: Flaw): boolean {
    return this.flaw === flaw && this.#seqId % 50 === 0
  }

  #join(key: string, user: string): void {
    const thread = this.#thread(key)
    if (thread.members.has(user)) return
    thread.members.add(user)
    thread.joinedAt.set(user, Number(thread.messages.at(-1)?.seqId ?? 0))
  }

  #thread(key: string): Thread {
    const known = this.threads.get(key)
    if (known !== undefined) return known
    const thread: Thread = { members: new Set(), messages: [], marks: new Map(), joinedAt: new Map(), changedAt: new Map() }
    this.threads.set(key, thread)
    return thread
  }
}

function reply<Request, Reply>({ pipe }: Guest, header: OTIMHeader, row: Packet<Request, Reply>, value: Reply): void {
  if (row.reply !== undefined) pipe.tell(encodeFramed(replyHeader(header), row.reply, value))
}

function packOf(message: Stored): OTIMPack {
  return { header: message.header, payload: encodeStruct(MsgReq, message) }
}

/** The names in these tests hold no underscores. */
function keyOf(label: string): string {
  const [, a, b] = /^LP_G1_([^_]+)_([^_]+)$/u.exec(label) ?? []
  return a === undefined || b === undefined ? groupKey(label) : pairKey(a, b)
}

function labelOf(key: string): string {
  return key.startsWith('#') ? key.slice(1) : `LP_G1_${key.replace('+', '_')}`
}
