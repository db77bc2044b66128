import { type AudienceKind, type Clock, ImError, type Journal, type Log, type MessageHistory, type Timer } from '@magpie-im/model'
import { append, commit } from './commit.ts'
import { expire } from './conversations/expiry.ts'
import type { Place } from './conversations/sequence.ts'
import type { Thread } from './conversations/thread.ts'
import type { WritersState } from './state.ts'

/** How long the messages of a kind of conversation stay; 0: for ever. */
export interface Keep {
  readonly days: number
  /** The newest of each conversation. */
  readonly messages: number
}

interface RetentionPorts {
  readonly journal: Journal
  readonly state: Pick<WritersState, 'threads' | 'stamps' | 'epochs'>
  readonly history: MessageHistory
  readonly clock: Clock
  readonly log: Log
  readonly keep: Readonly<Record<AudienceKind, Keep>>
}

const betweenPassesMs = 600_000
/** When the read model is not ready, or the disk is full. */
const afterFailureMs = 5_000
/** After so many conversations others have their turn. */
const slice = 100
const dayUs = 24 * 3600 * 1_000_000

/** Lets old messages expire in the background: at the start and every ten minutes. What is read or counted stays right (I2, I6). */
export class Retention {
  readonly #ports: RetentionPorts
  #timer: Timer | undefined
  #stopped = false

  constructor(ports: RetentionPorts) {
    this.#ports = ports
  }

  start(): void {
    if (!Object.values(this.#ports.keep).some(({ days, messages }) => days > 0 || messages > 0)) return
    void this.#run()
  }

  stop(): void {
    this.#stopped = true
    this.#timer?.cancel()
  }

  /** One pass over all conversations; resolves when what it did is durable. */
  async pass(): Promise<void> {
    const { state, journal } = this.#ports
    let looked = 0
    for (const thread of state.threads()) {
      if (this.#stopped) return
      await this.#expire(thread)
      looked++
      if (looked % slice === 0) await this.#othersTurn()
    }
    await commit(journal, [])
  }

  async #run(): Promise<void> {
    const again = await this.pass().then(() => betweenPassesMs, this.#failed)
    if (!this.#stopped) this.#timer = this.#ports.clock.after(again, () => void this.#run())
  }

  readonly #failed = (error: unknown): number => {
    const refused = error instanceof ImError && error.retry
    if (!refused) this.#ports.log.error('old messages did not expire', { error })
    return afterFailureMs
  }

  async #expire(thread: Thread): Promise<void> {
    const { journal, state } = this.#ports
    const { days, messages } = this.#ports.keep[thread.kind]
    const old = days === 0 ? undefined : await this.#newestUpTo(thread, this.#ports.clock.now() * 1000 - days * dayUs)
    const many = messages === 0 ? undefined : await this.#allBut(thread, messages)
    const place = [old, many].reduce((a, b) => ((b?.seq ?? 0) > (a?.seq ?? 0) ? b : a), undefined)
    if (place !== undefined && place.seq > thread.expired.seq) append(journal, expire(thread, place, state.stamps))
  }

  /** The newest message that is not expired and not above `seqId`. */
  async #newestUpTo(thread: Thread, seqId: number): Promise<Place | undefined> {
    if (thread.durable.seq === thread.expired.seq || seqId <= thread.expired.seqId) return undefined
    const query = { conversation: thread.id, reader: undefined, upTo: seqId, above: thread.expired.seqId, limit: 1 }
    const [message] = await this.#ports.history.page(query)
    return message && { seq: message.seq, seqId: message.seqId }
  }

  /** The newest message that is not one of the `messages` newest. No seq was given between the last before a restore and what its epoch names. */
  async #allBut(thread: Thread, messages: number): Promise<Place | undefined> {
    let last: Place = thread.durable
    let left = messages
    for (const epoch of this.#ports.state.epochs.newestFirst) {
      if (last.seq <= epoch.above.seq) continue
      if (last.seq - epoch.above.seq >= left) break
      left -= last.seq - epoch.above.seq
      const before = await this.#newestUpTo(thread, epoch.stamp)
      if (before === undefined) return undefined
      last = before
    }
    return this.#place(thread, last.seq - left)
  }

  /** The newest message up to `seq`: seqIds rise with seqs, so halving finds it. */
  async #place(thread: Thread, seq: number): Promise<Place | undefined> {
    if (seq <= thread.expired.seq) return undefined
    let found: Place | undefined
    let [low, high] = [thread.expired.seqId, thread.durable.seqId]
    while (low <= high) {
      const middle = Math.floor((low + high) / 2)
      const place = await this.#newestUpTo(thread, middle)
      if (place !== undefined && place.seq > seq) {
        high = place.seqId - 1
        continue
      }
      found = place ?? found
      low = middle + 1
    }
    return found
  }

  #othersTurn(): Promise<void> {
    return new Promise((resolve) => void this.#ports.clock.after(1, resolve))
  }
}
