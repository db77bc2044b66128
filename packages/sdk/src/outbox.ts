import { backOff } from './back-off.ts'
import type { Connection } from './connection.ts'
import type { Keeper } from './keeper.ts'
import { MagpieError, ownError } from './magpie-error.ts'
import { newId } from './new-id.ts'
import { type Content, type Draft, OutgoingMessage, type Sending } from './outgoing-message.ts'
import type { Clock } from './ports.ts'

/** The server remembers ids for 24 hours at least: later than this nobody can say whether it has the message already. */
export const mostTryingMs = 20 * 3_600_000
const mostRefusals = 8
const prefix = 'outbox/'

interface OutboxPorts {
  readonly keeper: Keeper
  readonly clock: Clock
  readonly chance: () => number
}

interface OutboxListener {
  /** `isRepeat`: the server may have had it for a while, and something may have been done to it since. */
  settled(message: OutgoingMessage, isRepeat: boolean): void
}

interface Entry {
  readonly message: OutgoingMessage
  draft: Draft
  isRepeat: boolean
  refusals: number
}

/** The messages of one conversation that wait: one is on its way at a time, so their order is that of sending whatever is refused. */
interface Lane {
  readonly entries: Entry[]
  isRunning: boolean
}

/** What was sent and is not known to have arrived: kept, and sent again under the same id until the server says what became of it. */
export class Outbox {
  readonly #ports: OutboxPorts
  readonly #listener: OutboxListener
  readonly #lanes = new Map<string, Lane>()
  #connection: Connection | undefined
  #lastOrder = 0

  constructor(ports: OutboxPorts, listener: OutboxListener) {
    this.#ports = ports
    this.#listener = listener
  }

  /** What was left of an earlier run goes first. Call once, before `begin`. */
  load(): void {
    const drafts = this.#ports.keeper.list(prefix) as Draft[] // as: only this class puts them there
    const known = new Set([...this.#lanes.values()].flatMap(({ entries }) => entries.map(({ draft }) => draft.clientMessageId)))
    const left = drafts.filter(({ clientMessageId }) => !known.has(clientMessageId)).sort((a, b) => b.order - a.order)
    const entries = left.map(entryOf)
    for (const entry of entries) this.#laneOf(entry).entries.unshift(entry)
    this.#lastOrder = Math.max(this.#lastOrder, left[0]?.order ?? 0)
  }

  add(conversation: string, content: Content): OutgoingMessage {
    const { clock, keeper, chance } = this.#ports
    this.#lastOrder = Math.max(this.#lastOrder + 1, clock.now())
    const entry = entryOf({ ...content, conversation, clientMessageId: newId(chance), order: this.#lastOrder })
    keeper.put(keyOf(entry), entry.draft)
    const lane = this.#laneOf(entry)
    lane.entries.push(entry)
    void this.#run(lane)
    return entry.message
  }

  /** What is on its way to a conversation, in the order in which it was sent. */
  waiting(conversation: string): readonly OutgoingMessage[] {
    return (this.#lanes.get(conversation)?.entries ?? []).map(({ message }) => message)
  }

  begin(connection: Connection): void {
    this.#connection = connection
    for (const lane of this.#lanes.values()) void this.#run(lane)
  }

  end(): void {
    this.#connection = undefined
  }

  async #run(lane: Lane): Promise<void> {
    if (lane.isRunning) return
    lane.isRunning = true
    try {
      for (let [entry] = lane.entries; entry !== undefined && this.#connection !== undefined; [entry] = lane.entries) {
        const outcome = await this.#attempt(this.#connection, entry)
        if (outcome !== undefined) this.#settle(lane, outcome)
      }
    } finally {
      lane.isRunning = false
    }
  }

  /** Undefined: to be tried again. */
  async #attempt(connection: Connection, entry: Entry): Promise<Sending | undefined> {
    const now = this.#ports.clock.now()
    const { conversation: to, order: _, triedAt, files, ...content } = entry.draft
    if (triedAt !== undefined && now - triedAt > mostTryingMs) {
      return { state: 'failed', error: ownError('TooOld', 'it cannot be said whether the server has this message', { retry: false }) }
    }
    entry.isRepeat = triedAt !== undefined
    if (triedAt === undefined) {
      entry.draft = { ...entry.draft, triedAt: now }
      this.#ports.keeper.put(keyOf(entry), entry.draft)
    }
    try {
      const message = { to, ...content, resend: entry.isRepeat }
      const asking = files ? connection.request('sendFiles', { ...message, files: [...files] }) : connection.request('sendMessage', message)
      const { seq, stamp } = await asking
      return { state: 'sent', seq, stamp }
    } catch (error) {
      if (!(error instanceof MagpieError)) throw error
      return await this.#refused(entry, error)
    }
  }

  async #refused(entry: Entry, error: MagpieError): Promise<Sending | undefined> {
    if (error.code === 'Disconnected' || error.code === 'TimedOut') return undefined
    entry.refusals += 1
    if (!error.retry || entry.refusals >= mostRefusals) return { state: 'failed', error }
    const { clock, chance } = this.#ports
    const pauseMs = Math.max(error.retryAfterMs ?? 0, backOff(entry.refusals - 1, chance()))
    await new Promise<void>((resolve) => clock.after(pauseMs, resolve))
    return undefined
  }

  #settle(lane: Lane, outcome: Sending): void {
    const entry = lane.entries.shift()
    if (entry === undefined) return
    this.#ports.keeper.delete(keyOf(entry))
    entry.message.became(outcome)
    this.#listener.settled(entry.message, entry.isRepeat)
  }

  #laneOf({ draft: { conversation } }: Entry): Lane {
    const lane = this.#lanes.get(conversation) ?? { entries: [], isRunning: false }
    this.#lanes.set(conversation, lane)
    return lane
  }
}

function entryOf(draft: Draft): Entry {
  return { draft, message: new OutgoingMessage(draft), isRepeat: false, refusals: 0 }
}

function keyOf({ draft }: Entry): string {
  return prefix + draft.clientMessageId
}
