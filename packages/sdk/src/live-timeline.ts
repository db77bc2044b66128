import type { Connection } from './connection.ts'
import type { ConversationItem } from './conversation-list.ts'
import { isPassing, ownError } from './magpie-error.ts'
import type { OutgoingMessage } from './outgoing-message.ts'
import type { Clock, Logger } from './ports.ts'
import type { Control, ConversationName, Fields, Message, Reply } from './protocol.ts'
import { type OwnReaction, type Reaction, withReaction } from './reactions.ts'
import type { Shelf } from './shelf.ts'
import { Stretch } from './stretch.ts'
import { Subscribers } from './subscribers.ts'
import type { Timeline, TimelineEntry } from './timeline.ts'
import { TimelineEntries } from './timeline-entries.ts'

const pageSize = 50
const largestPage = 200
/** More than anybody looks at at once; what is beyond is read again. */
const mostMessages = 2_000
const retryMs = 2_000

interface TimelinePorts {
  readonly user: string
  readonly clock: Clock
  readonly logger: Logger
  readonly shelf: Shelf
  /** Of what is signed in. */
  readonly connection: () => Connection | undefined
  /** How far the other one of two has come. */
  readonly peer: () => ConversationItem['peer']
  /** Nobody looks any more. */
  readonly closed: (timeline: LiveTimeline) => void
}

type Piece = Pick<Fields<'listMessages'>, 'after' | 'before' | 'limit'>
type Page = Reply<'listMessages'>

/** One read at a time moves its ends; at the end of the conversation the inbox's messages, in order and without holes, go on from there. */
export class LiveTimeline implements Timeline {
  readonly name: ConversationName
  readonly #ports: TimelinePorts
  readonly #subscribers: Subscribers
  readonly #stretch = new Stretch()
  readonly #entries: TimelineEntries
  #hasOlder = true
  #hasNewer = false
  /** Whether the stretch reaches the end of the conversation. */
  #isAtEnd = false
  /** What came since the read that is under way began: it may reach as far, and then goes on with these. */
  #heard: Message[] = []
  /** What became of messages since the read that is under way began: its answer may be older. */
  #changes: (() => boolean)[] | undefined
  #reading = Promise.resolve()
  #isClosed = false

  constructor(name: ConversationName, ports: TimelinePorts) {
    this.name = name
    this.#ports = ports
    this.#subscribers = new Subscribers(ports.logger)
    this.#entries = new TimelineEntries(ports.user)
  }

  get entries(): readonly TimelineEntry[] {
    return this.#entries.of(this.#stretch.messages, { withOutgoing: !this.#hasNewer })
  }

  get hasOlder(): boolean {
    return this.#hasOlder
  }

  get hasNewer(): boolean {
    return this.#hasNewer
  }

  readonly subscribe = (listener: () => void): (() => void) => this.#subscribers.add(listener)

  loadOlder(limit = pageSize): Promise<void> {
    return this.#read(async () => {
      const { first } = this.#stretch
      if (first === undefined) return await this.#readNewest(limit)
      if (!this.#hasOlder) return
      const { items, more } = await this.#page({ before: first.seq, limit })
      this.#stretch.cover(items, { above: 0, below: first.seq })
      this.#hasOlder = more
      if (this.#stretch.messages.length <= mostMessages) return
      this.#stretch.keepFirst(mostMessages)
      this.#leaveEnd()
    })
  }

  loadNewer(limit = pageSize): Promise<void> {
    return this.#read(async () => {
      const { last } = this.#stretch
      if (last === undefined) return await this.#readNewest(limit)
      if (this.#hasNewer) this.#append(last.seq, await this.#page({ after: last.seq, limit }))
    })
  }

  loadAround(seq: number, limit = pageSize): Promise<void> {
    return this.#read(async () => {
      const half = Math.max(1, Math.floor(limit / 2))
      const older = await this.#page({ before: seq + 1, limit: half })
      const last = older.items.at(-1)?.seq ?? 0
      const newer = await this.#page({ after: last, limit: half })
      this.#stretch.cover(older.items, { above: 0, below: Number.POSITIVE_INFINITY })
      this.#hasOlder = older.more
      this.#leaveEnd()
      this.#append(last, newer)
    })
  }

  loadNewest(limit = pageSize): Promise<void> {
    return this.#read(() => this.#readNewest(limit))
  }

  discard(key: string): void {
    if (this.#entries.discard(key)) this.#subscribers.notify()
  }

  close(): void {
    this.#isClosed = true
    this.#subscribers.clear()
    this.#ports.closed(this)
  }

  /** The store was read; `outgoing` was not sent yet. */
  load(outgoing: readonly OutgoingMessage[]): void {
    const kept = this.#ports.shelf.messages(this.name)
    if (kept.length > 0) {
      this.#stretch.cover(kept, { above: 0, below: Number.POSITIVE_INFINITY })
      this.#isAtEnd = true
    }
    for (const message of outgoing) this.#send(message)
    // The answer was lost, but not the message.
    this.#entries.arrived(kept)
    this.#subscribers.notify()
  }

  /** Somebody is signed in: what is shown is read again, as it is now. */
  async repair(): Promise<void> {
    const connection = this.#ports.connection()
    if (connection === undefined) return
    try {
      await this.#read(() => this.#readAgain())
    } catch (error) {
      if (!isPassing(error) || connection !== this.#ports.connection()) return
      this.#ports.clock.after(retryMs, () => {
        if (connection === this.#ports.connection()) void this.repair()
      })
    }
  }

  told(message: Message): void {
    this.#entries.arrived([message])
    if (this.#isAtEnd) this.#stretch.append(message)
    if (this.#heard.push(message) > mostMessages) this.#heard.shift()
    this.#changed()
  }

  /** This one of one's own is not going to be told. */
  passed(message: Message): void {
    this.#entries.arrived([message])
    this.#subscribers.notify()
  }

  controlled(control: Control): void {
    const isOutgoing = this.#entries.changed(control.stamp)
    if (this.#change(() => this.#stretch.amend(control)) || isOutgoing) this.#subscribers.notify()
  }

  reacted(reaction: Reaction | OwnReaction): void {
    const { user } = this.#ports
    if (this.#change(() => this.#stretch.change(reaction.stamp, (message) => withReaction(message, reaction, user)))) this.#changed()
  }

  #change(change: () => boolean): boolean {
    this.#changes?.push(change)
    return change()
  }

  /** The other one may have come farther. */
  peerMoved(): void {
    if (this.#entries.reachedBy(this.#ports.peer())) this.#subscribers.notify()
  }

  /** One's own, written here. */
  sending(message: OutgoingMessage): void {
    this.#send(message)
    this.#subscribers.notify()
  }

  /** It was sent or has failed. */
  settled(message: OutgoingMessage): void {
    this.#entries.settled(message)
    this.#changed()
  }

  #send(message: OutgoingMessage): void {
    this.#entries.send(
      message,
      this.#stretch.messages.find(({ stamp }) => stamp === message.replyTo),
    )
  }

  async #readNewest(limit: number): Promise<void> {
    const { items, more } = await this.#page({ limit })
    this.#stretch.cover(items, { above: 0, below: Number.POSITIVE_INFINITY })
    this.#hasOlder = more
    this.#arriveAtEnd()
  }

  async #readAgain(): Promise<void> {
    const { first, last } = this.#stretch
    if (first === undefined || last === undefined) return await this.#readNewest(pageSize)
    // Up to what is shown, or, where that is the end, what came behind it too.
    const bound: Piece = this.#isAtEnd ? {} : { before: last.seq + 1 }
    let above = this.#hasOlder ? first.seq - 1 : 0
    for (let more = true; more; ) {
      const page = await this.#page({ after: above, ...bound, limit: largestPage })
      const next = page.items.at(-1)?.seq ?? above
      more = page.more
      // Too much was written meanwhile for anybody to read it all.
      if (more && next > last.seq) return await this.#readNewest(pageSize)
      this.#stretch.cover(page.items, { above, below: more ? next + 1 : Math.max(next, last.seq) + 1 })
      above = next
    }
  }

  #append(above: number, { items, more }: Page): void {
    this.#stretch.cover(items, { above, below: Number.POSITIVE_INFINITY })
    if (!more) this.#arriveAtEnd()
    this.#keepLast()
  }

  #arriveAtEnd(): void {
    this.#hasNewer = false
    this.#isAtEnd = true
    for (const message of this.#heard) this.#stretch.append(message)
    this.#heard = []
  }

  #leaveEnd(): void {
    this.#hasNewer = true
    this.#isAtEnd = false
  }

  /** One after the other, each from where the one before it came to. */
  #read(work: () => Promise<void>): Promise<void> {
    const run = this.#reading.then(async () => {
      this.#heard = []
      this.#changes = []
      try {
        await work()
      } finally {
        for (const change of this.#changes) change()
        this.#changes = undefined
        this.#changed()
      }
    })
    this.#reading = run.catch(() => undefined)
    return run
  }

  async #page(piece: Piece) {
    const connection = this.#ports.connection()
    if (connection === undefined) throw ownError('NotConnected', 'nobody is signed in at the moment')
    const sent = this.#entries.lastSent
    const page = await connection.request('listMessages', { ...this.name, ...piece })
    if (this.#isClosed) throw ownError('Closed', 'the timeline is closed', { retry: false })
    this.#entries.arrived(page.items)
    const hasEnd = piece.before === undefined && (piece.after === undefined || !page.more)
    if (hasEnd) this.#entries.reached(sent)
    return page
  }

  #changed(): void {
    if (this.#isAtEnd) {
      this.#keepLast()
      this.#entries.reached(this.#stretch.last?.seq ?? 0)
      this.#ports.shelf.put(this.name, this.#stretch.messages)
    }
    this.#subscribers.notify()
  }

  #keepLast(): void {
    if (this.#stretch.messages.length <= mostMessages) return
    this.#stretch.keepLast(mostMessages)
    this.#hasOlder = true
  }
}
