import type { Change, HistoryEvent } from '@magpie-im/checker'
import {
  type CommonErrorCode,
  ControlCommand,
  decodePayload,
  defaultLoginReq,
  ErrorCode,
  type HotSessionItem,
  MsgControl,
  MsgReaded,
  type OTIMPack,
  type Packet,
  packets,
} from '@magpie-im/wire'
import { isPassing, isUndecided } from './codes.ts'
import { Connection, ConnectionEnded, type Question } from './connection.ts'
import type { Conversation } from './conversation.ts'
import type { Memory } from './memory.ts'
import type { PhoneOptions } from './options.ts'
import { shownIn } from './shown.ts'
import type { Tally } from './tally.ts'

/** The server did not let the phone in, or did not show it its list. */
export class SignInRefused extends Error {
  override readonly name = 'SignInRefused'
  readonly code: number

  constructor(code: number) {
    super(`the sign-in was refused with ${code}`)
    this.code = code
  }
}

/** What belongs to the phone and not to one session. */
export interface Belongings {
  readonly options: PhoneOptions
  readonly memory: Memory
  readonly tally: Tally
  complain(what: string): void
}

export type Verdict = CommonErrorCode | { readonly errorCode: CommonErrorCode }

interface Range {
  readonly upTo: number
  readonly count: number
}

interface Page {
  /** The page has all that is newer than this, up to where it began. */
  readonly after: number
}

const page = 200
const retryMs = { first: 100, most: 2_000 }

/** A phone on one connection: signs in, syncs, asks, and records what it is told at the moment it is told. */
export class Session {
  readonly id: number
  readonly ended: Promise<void>
  readonly #own: Belongings
  readonly #connection: Connection
  readonly #pauses = new Set<() => void>()
  #pulls: Promise<unknown> = Promise.resolve()
  #requests = 0
  #complete = false
  #cutHere = false

  constructor(own: Belongings) {
    const { options, tally } = own
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#own = own
    this.id = options.nextNumber()
    this.ended = promise
    this.#record({ type: 'opened', at: this.#now(), session: this.id, user: options.user, device: options.device.id })
    const { dial, clock, patienceMs = 10_000, pingMs = 25_000 } = options
    this.#connection = new Connection(
      { dial, clock, patienceMs, pingMs },
      {
        pushed: (pack) => this.#pushed(pack),
        gaveUp: () => {
          tally.givenUp += 1
          this.#cutHere = true
        },
        complain: (what) => own.complain(what),
        quiet: () => void this.ping().catch(() => undefined),
        ended: () => this.#end(resolve),
      },
    )
  }

  /** Rejects, as everything here that waits for an answer does, with `ConnectionEnded` when there will be none. */
  async signIn(): Promise<void> {
    const { user, password, device } = this.#own.options
    const request = { ...defaultLoginReq(), clientId: user, userName: user, password, deviceType: device.type, deviceId: device.id }
    const { errorCode } = await this.#call(packets.LOGIN, request)
    if (errorCode.code !== ErrorCode.EC_SUCCESS) throw new SignInRefused(errorCode.code)
  }

  /** All pages of what changed in the list; `everything`: of the whole list. */
  async sync({ everything }: { readonly everything: boolean }): Promise<void> {
    const { memory } = this.#own
    for (let timestamp = everything ? 0 : memory.listedTo; ; ) {
      const { errorCode, ...next } = await this.#call(packets.HOTSESSION_SYNC, { timestamp }, ({ errorCode, timestamp, sessions }) => {
        if (isPage(errorCode)) for (const item of sessions) this.#listed(item)
        return { errorCode, timestamp: Number(timestamp) }
      })
      if (!isPage(errorCode)) throw new SignInRefused(errorCode.code)
      timestamp = next.timestamp
      if (errorCode.code === ErrorCode.EC_SUCCESS) {
        memory.listedTo = timestamp
        return
      }
    }
  }

  /** Pulls what the phone has not, newest first; `pages` bounds how much. */
  async fill(conversation: Conversation, { pages }: { readonly pages: number }): Promise<void> {
    let upTo = conversation.owedTo
    for (let left = pages; left > 0 && upTo > conversation.filledTo; left--)
      upTo = (await this.pull(conversation, { upTo, count: page })).after
    conversation.filledTo = conversation.owedTo
  }

  /** Pulls all there is to see. */
  async pullAll(conversation: Conversation): Promise<void> {
    for (let upTo = conversation.newest; upTo > 0; ) upTo = (await this.pull(conversation, { upTo, count: page })).after
  }

  /** A page from the message of seqId `upTo` back, one at a time. Tries again while the server cannot tell. */
  pull(conversation: Conversation, range: Range): Promise<Page> {
    const turn = this.#pulls.then(() => this.#pull(conversation, range))
    this.#pulls = turn.catch(() => undefined)
    return turn
  }

  async #pull(conversation: Conversation, range: Range): Promise<Page> {
    const request = { sessionId: conversation.label, seqId: range.upTo, count: range.count }
    for (let wait = retryMs.first; ; wait = Math.min(retryMs.most, wait * 2)) {
      this.#record({ type: 'pulling', at: this.#now(), session: this.id, conversation: conversation.key })
      const answer = await this.#call(packets.HISTORY_MSG_PULL, request, ({ errorCode, msgs }) =>
        isPassing(errorCode.code) ? undefined : this.#pulled(conversation, { ...range, code: errorCode.code, packs: msgs }),
      )
      if (answer !== undefined) return answer
      await this.pause(wait)
    }
  }

  /** Asks for a change; whether it was made. */
  change<Request>(
    row: Packet<Request, Verdict>,
    value: Request,
    { conversation, changes }: { readonly conversation: Conversation; readonly changes: readonly Change[] },
  ): Promise<boolean> {
    const { user, nextNumber } = this.#own.options
    const asked = changes.map((change) => ({ change, request: nextNumber() }))
    for (const one of asked)
      this.#record({ type: 'asked', at: this.#now(), session: this.id, user, conversation: conversation.key, ...one })
    return this.#call(row, value, (verdict) => {
      const { code } = 'errorCode' in verdict ? verdict.errorCode : verdict
      const done = code === ErrorCode.EC_SUCCESS
      if (isUndecided(code)) return false
      for (const { request } of asked) this.#record({ type: 'answered', at: this.#now(), session: this.id, request, done, code })
      return done
    })
  }

  /** Sends anything else; `question` is answered at once when the answer comes. */
  ask<Request, Reply>(row: Packet<Request, Reply>, value: Request, question: Question<Reply>): void {
    this.#connection.ask(row, value, question)
  }

  async call<Request, Reply>(row: Packet<Request, Reply>, value: Request): Promise<Reply> {
    return this.#call(row, value)
  }

  async ping(): Promise<void> {
    await this.#call(packets.PING, new Uint8Array())
  }

  /** Ends in peace: the answer to a last question came behind everything pushed before. */
  async leave(): Promise<void> {
    this.readOn()
    this.#record({ type: 'pinging', at: this.#now(), session: this.id })
    await this.#call(packets.PING, new Uint8Array(), () => {
      this.#complete = true
      this.cut()
    })
  }

  cut(): void {
    this.#cutHere = true
    this.#connection.cut()
  }

  get isOpen(): boolean {
    return this.#connection.isOpen
  }

  /** It ended in peace. */
  get isComplete(): boolean {
    return this.#complete
  }

  stopReading(): void {
    this.#connection.stopReading()
  }

  readOn(): void {
    this.#connection.readOn()
  }

  pause(ms: number): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const end = () => {
      timer.cancel()
      reject(new ConnectionEnded())
    }
    const timer = this.#own.options.clock.after(ms, () => {
      this.#pauses.delete(end)
      resolve()
    })
    this.#pauses.add(end)
    return promise
  }

  #call<Request, Reply>(row: Packet<Request, Reply>, value: Request): Promise<Reply>
  #call<Request, Reply, Result>(row: Packet<Request, Reply>, value: Request, taken: (reply: Reply) => Result): Promise<Result>
  /** `taken` sees the answer before anything behind it. */
  #call<Request, Reply>(
    row: Packet<Request, Reply>,
    value: Request,
    taken: (reply: Reply) => unknown = (reply) => reply,
  ): Promise<unknown> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    this.#connection.ask(row, value, {
      packId: `q${++this.#requests}`,
      answered: (reply) => resolve(taken(reply)),
      lost: () => reject(new ConnectionEnded()),
    })
    return promise
  }

  #listed({ sessionId, readSeqId, unreadCount, lastMsgs }: HotSessionItem): void {
    const conversation = this.#own.memory.labelled(sessionId)
    const [last] = lastMsgs
    const newest = last === undefined ? undefined : shownIn(last).message
    const readTo = Number(readSeqId)
    const told = { conversation: conversation.key, newest, unread: unreadCount, readTo }
    this.#record({ type: 'synced', at: this.#now(), session: this.id, ...told })
    conversation.readTo = Math.max(conversation.readTo, readTo)
    if (newest !== undefined) conversation.listed(newest)
  }

  #pulled(
    conversation: Conversation,
    {
      upTo,
      count,
      code,
      packs,
    }: { readonly upTo: number; readonly count: number; readonly code: number; readonly packs: readonly OTIMPack[] },
  ): Page {
    const messages = packs.map((pack) => shownIn(pack).message).reverse()
    const [oldest] = messages
    const after = oldest === undefined || messages.length < count ? 0 : oldest.seqId - 1
    const isDenied = code === ErrorCode.EC_HISTORYMSG_DENY
    if (code !== ErrorCode.EC_SUCCESS && !isDenied) this.#own.complain(`the history of ${conversation.key} was refused with ${code}`)
    // Of his own conversation of two nobody is a stranger: "not in it" is said when it has no message.
    if (code === ErrorCode.EC_SUCCESS || (isDenied && !conversation.isGroup)) {
      this.#record({ type: 'pulled', at: this.#now(), session: this.id, conversation: conversation.key, after, upTo, messages })
      this.#own.tally.pulled += messages.length
    }
    return { after }
  }

  #pushed(pack: OTIMPack): void {
    const { tally, memory } = this.#own
    switch (pack.header.type) {
      case packets.MSG_SINGLE_CHAT.type:
      case packets.MSG_GROUP_CHAT.type: {
        const { label, message } = shownIn(pack)
        const conversation = memory.labelled(label)
        this.#record({ type: 'pushed', at: this.#now(), session: this.id, conversation: conversation.key, message })
        tally.pushed += 1
        conversation.pushed(message)
        return
      }
      case packets.MSG_CTRL.type:
        this.#control(decodePayload(MsgControl, pack.payload))
        return
      case packets.MSG_READ.type: {
        const { sessionId, seqId } = decodePayload(MsgReaded, pack.payload)
        const conversation = memory.labelled(sessionId)
        conversation.readTo = Math.max(conversation.readTo, Number(seqId))
        return
      }
      case packets.KICKOUT.type:
        tally.kicked += 1
    }
  }

  #control({ command, sessionId, packId }: MsgControl): void {
    if (command !== ControlCommand.MC_REVOKE) return
    const conversation = this.#own.memory.labelled(sessionId).key
    this.#record({ type: 'control', at: this.#now(), session: this.id, conversation, id: packId })
  }

  #end(resolve: () => void): void {
    if (!this.#cutHere) this.#own.tally.lost += 1
    this.#record({ type: 'closed', at: this.#now(), session: this.id, complete: this.#complete })
    for (const end of this.#pauses) end()
    this.#pauses.clear()
    resolve()
  }

  #now(): number {
    return this.#own.options.clock.monotonic()
  }

  #record(event: HistoryEvent): void {
    this.#own.options.record(event)
  }
}

function isPage({ code }: CommonErrorCode): boolean {
  return code === ErrorCode.EC_SUCCESS || code === ErrorCode.EC_HOTSESSION_MORE
}
