import type { Connection } from './connection.ts'
import { Controls } from './controls.ts'
import type { Keeper } from './keeper.ts'
import { isPassing, MagpieError } from './magpie-error.ts'
import type { Clock, Logger } from './ports.ts'
import type { Control, ConversationName, ListedConversation, Pushed, Told } from './protocol.ts'
import { Sequence } from './sequence.ts'

const pageSize = 200
/** Answers overtake what others are told: what seems to be missing may only be a moment late. */
const settleMs = 100
const retryMs = 2_000
const mostEarly = 10_000
const cursorKey = 'cursor'

interface InboxPorts {
  readonly keeper: Keeper
  readonly clock: Clock
  readonly logger: Logger
}

interface InboxListener {
  message(told: Told): void
  /** The list begins; says whether all of it is wanted, not only what changed. */
  beginList(): boolean
  /** `isNew`: it changed since the last sync. */
  listed(listed: ListedConversation, isNew: boolean): void
  endList(cursor: number): void
  controlled(control: Control): void
  /** Everything that happened before this sign-in was told. */
  synced(): void
  /** It goes on from a new connection only. */
  stuck(): void
}

/**
 * What comes in, whole and in order across connections: after every sign-in the list of conversations says what changed
 * since the cursor, the histories have the rest, and a cursor is kept only when all before it was delivered.
 */
export class Inbox {
  readonly #ports: InboxPorts
  readonly #listener: InboxListener
  readonly #sequences = new Map<string, Sequence>()
  #connection: Connection | undefined
  /** What came before the list did; undefined: it is here. */
  #early: (() => void)[] | undefined = []
  /** What came of conversations that are new to us. */
  readonly #met = new Map<string, Pushed[]>()
  /** Up to this stamp the list told everything. */
  #listedAt = 0
  readonly #controls: Controls
  /** Those that are looked at again in a moment. */
  readonly #late = new Set<Sequence>()

  constructor(ports: InboxPorts, listener: InboxListener) {
    this.#ports = ports
    this.#listener = listener
    this.#controls = new Controls(ports.keeper, (control) => {
      this.changed(control)
      listener.controlled(control)
    })
  }

  /** A connection is signed in: brings everything up to date. */
  begin(connection: Connection): void {
    this.#connection = connection
    this.#early = []
    void this.#syncUntilDone(connection)
  }

  end(): void {
    this.#connection = undefined
    this.#early = []
  }

  take(told: Pushed): void {
    if (this.#waits(() => this.take(told))) return
    const sequence = this.#sequenceOf(told)
    if (sequence === undefined) this.#meet(told)
    else this.#feed(sequence, told)
  }

  takeControl(control: Control): void {
    if (this.#waits(() => this.takeControl(control))) return
    this.#controls.take(control)
  }

  /** Something was done to a message: what was heard of it and not told yet is old. */
  changed(message: ConversationName & { readonly stamp: number }): void {
    this.#controls.note(message)
    this.#sequences.get(keyOf(message))?.forget(message.stamp)
  }

  /** Whether this message is going to be told as it is. */
  awaits(told: Told): boolean {
    const { seq, stamp } = told.message
    return !this.#controls.knows({ ...told, stamp }) && seq > (this.#sequenceOf(told)?.last ?? 0)
  }

  /** Until the list is here. */
  #waits(what: () => void): boolean {
    if (this.#early !== undefined && this.#early.push(what) > mostEarly) this.#listener.stuck()
    return this.#early !== undefined
  }

  #feed(sequence: Sequence, told: Pushed): void {
    const { message } = told
    if (this.#controls.knows({ ...told, stamp: message.stamp })) sequence.expect(message.seq)
    else sequence.take(message, told.follows)
    if (sequence.isBehind) this.#repairLater(sequence, settleMs)
  }

  /** A conversation that was not heard of before: everything since the list was made is new. */
  #meet(told: Pushed): void {
    const key = keyOf(told)
    const waiting = this.#met.get(key)
    if (waiting === undefined) {
      this.#met.set(key, [told])
      void this.#welcome(told, key)
    } else if (waiting.push(told) > mostEarly) this.#listener.stuck()
  }

  async #welcome(told: Told, key: string): Promise<void> {
    const connection = this.#connection
    try {
      const last = await this.#lastBefore(this.#listedAt, told)
      this.#admit(told, last)
    } catch (error) {
      // The next sync lists it.
      if (connection === undefined || connection !== this.#connection) return
      if (isPassing(error)) this.#listener.stuck()
      else this.#admit(told, told.message.seq - 1)
    } finally {
      this.#met.delete(key)
    }
  }

  #admit(told: Told, last: number): void {
    const sequence = this.#sequenceOf(told) ?? this.#open(told, last)
    for (const one of this.#met.get(keyOf(told)) ?? []) this.#feed(sequence, one)
  }

  async #syncUntilDone(connection: Connection): Promise<void> {
    try {
      await this.#sync(connection)
      this.#listener.synced()
    } catch (error) {
      if (connection !== this.#connection) return
      this.#ports.logger.log('warn', 'the sync is tried again', { error: error instanceof MagpieError ? error.code : 'unknown' })
      this.#ports.clock.after(retryMs, () => {
        if (connection === this.#connection) void this.#syncUntilDone(connection)
      })
    }
  }

  async #sync(connection: Connection): Promise<void> {
    const since = this.#ports.keeper.get(cursorKey) as number | undefined // as: only this class puts it there
    let cursor = this.#listener.beginList() ? 0 : (since ?? 0)
    for (let more = true; more; ) {
      const page = await connection.request('listConversations', { after: cursor })
      for (const listed of page.items) await this.#listed(listed, since)
      cursor = page.cursor
      more = page.more
    }
    this.#controls.start(cursor)
    this.#listedAt = cursor
    this.#listener.endList(cursor)
    this.#release()
    for (const sequence of this.#sequences.values()) await this.#catchUp(sequence)
    await this.#controls.catchUp(connection)
    this.#ports.keeper.put(cursorKey, cursor)
  }

  async #listed(listed: ListedConversation, since: number | undefined): Promise<void> {
    this.#listener.listed(listed, listed.changed > (since ?? 0))
    const { conversation, newest } = listed
    if (newest === undefined) return
    const known = this.#sequenceOf({ conversation })
    const sequence =
      known ?? this.#open({ conversation }, since === undefined ? newest.seq : await this.#lastBefore(since, { conversation }))
    sequence.expect(newest.seq)
  }

  /** The seq of what was written last before `stamp`. */
  async #lastBefore(stamp: number, { conversation, of }: ConversationName): Promise<number> {
    const name = nameOf(conversation, of)
    let before: number | undefined
    for (;;) {
      const { items, more } = await this.#read({ ...name, ...(before !== undefined && { before }) })
      const last = items.findLast((message) => message.stamp <= stamp)
      if (last !== undefined) return last.seq
      before = items[0]?.seq ?? before ?? 1
      if (!more) return before - 1
    }
  }

  #release(): void {
    const early = this.#early ?? []
    this.#early = undefined
    for (const happened of early) happened()
  }

  #repairLater(sequence: Sequence, ms: number): void {
    if (this.#late.has(sequence)) return
    this.#late.add(sequence)
    this.#ports.clock.after(ms, () => {
      this.#late.delete(sequence)
      if (sequence.isBehind && this.#connection !== undefined) this.#catchUp(sequence).catch(() => this.#repairLater(sequence, retryMs))
    })
  }

  /** Rejects when it can succeed later. */
  async #catchUp(sequence: Sequence): Promise<void> {
    try {
      await sequence.repair()
    } catch (error) {
      if (isPassing(error) || this.#connection === undefined) throw error
      sequence.passOver()
    }
  }

  #sequenceOf(name: ConversationName): Sequence | undefined {
    const key = keyOf(name)
    const known = this.#sequences.get(key)
    if (known !== undefined) return known
    const last = this.#ports.keeper.get(key)
    return typeof last === 'number' ? this.#open(name, last) : undefined
  }

  #open({ conversation, of }: ConversationName, last: number): Sequence {
    const name = nameOf(conversation, of)
    const key = keyOf(name)
    const { keeper } = this.#ports
    const sequence = new Sequence(last, {
      read: (piece) => this.#read({ ...name, ...piece }),
      deliver: (message) => {
        keeper.put(key, message.seq)
        this.#listener.message({ ...name, message })
      },
    })
    this.#sequences.set(key, sequence)
    if (keeper.get(key) === undefined) keeper.put(key, last)
    return sequence
  }

  async #read(piece: ConversationName & { readonly after?: number; readonly before?: number }) {
    if (this.#connection === undefined) throw new MagpieError('NotConnected', { message: 'there is no connection', retry: true })
    return await this.#connection.request('listMessages', { ...piece, limit: pageSize })
  }
}

function keyOf({ conversation, of }: ConversationName): string {
  return of === undefined ? `last/${conversation}` : `last/${conversation}/of/${of}`
}

function nameOf(conversation: string, of: string | undefined): ConversationName {
  return { conversation, ...(of !== undefined && { of }) }
}
