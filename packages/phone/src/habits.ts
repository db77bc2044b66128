import { type ConversationKey, groupKey } from '@magpie-im/checker'
import type { PhoneClock, PhoneTimer } from './clock.ts'
import type { Phone } from './phone.ts'
import { oneOf } from './random.ts'

/** How often a phone does what, in relation to the rest. */
export interface Weights {
  readonly write: number
  readonly duplicate: number
  readonly read: number
  readonly pull: number
  readonly revoke: number
  /** Loses its connection. */
  readonly cut: number
  /** Signs off for some seconds. */
  readonly sleep: number
  /** Reads nothing for some seconds. */
  readonly stall: number
  /** Leaves a group, or comes back into it. */
  readonly visit: number
}

type Act = keyof Weights

export const usualWeights: Weights = { write: 1000, duplicate: 30, read: 80, pull: 20, revoke: 20, cut: 2, sleep: 2, stall: 2, visit: 2 }

export interface HabitsOptions {
  readonly phone: Phone
  /** In which it writes and reads. */
  readonly conversations: readonly ConversationKey[]
  readonly clock: PhoneClock
  readonly random: () => number
  readonly actsPerSecond: number
  /** What is not named has its usual weight. */
  readonly weights?: Partial<Weights>
  /** Groups that it leaves now and then, and who brings it back. */
  readonly visits?: readonly Visit[]
  /** Writes nothing while so many messages wait; 100. */
  readonly mostWaiting?: number
}

export interface Visit {
  readonly group: string
  /** A phone of a member who never leaves. */
  readonly host: Phone
}

const longestPauseMs = 3_000

/** Drives a phone by chance, as a person does. */
export class Habits {
  readonly #options: HabitsOptions
  readonly #acts: readonly (readonly [Act, number])[]
  readonly #whole: number
  readonly #gone = new Set<string>()
  #next: PhoneTimer | undefined
  #stall: PhoneTimer | undefined

  constructor(options: HabitsOptions) {
    this.#options = options
    const weights = { ...usualWeights, ...options.weights }
    // as: the keys of a Weights
    this.#acts = Object.entries(weights) as [Act, number][]
    this.#whole = this.#acts.reduce((sum, [, weight]) => sum + weight, 0)
  }

  start(): void {
    this.#plan()
  }

  /** Does nothing more, and leaves the phone reading. */
  stop(): void {
    this.#next?.cancel()
    this.#endStall()
  }

  #plan(): void {
    const { clock, random, actsPerSecond } = this.#options
    this.#next = clock.after((-Math.log(1 - random()) * 1000) / actsPerSecond, () => {
      this.#do(this.#choose())
      this.#plan()
    })
  }

  #choose(): Act {
    let left = this.#options.random() * this.#whole
    for (const [act, weight] of this.#acts) {
      left -= weight
      if (left < 0) return act
    }
    return 'write'
  }

  #do(act: Act): void {
    const { phone, random, mostWaiting = 100 } = this.#options
    const conversation = this.#conversation()
    switch (act) {
      case 'write':
        if (conversation !== undefined && phone.waiting < mostWaiting) phone.say(conversation)
        return
      case 'duplicate':
        phone.duplicateNext()
        return
      case 'read':
        if (conversation !== undefined) void phone.read(conversation)
        return
      case 'pull':
        if (conversation !== undefined) void phone.pull(conversation)
        return
      case 'revoke': {
        const own = oneOf(phone.ownMessages, random())
        if (own !== undefined) void phone.revoke(own)
        return
      }
      case 'cut':
        phone.cut()
        return
      case 'sleep':
        phone.sleep(random() * longestPauseMs)
        return
      case 'stall':
        this.#stallFor(random() * longestPauseMs)
        return
      case 'visit':
        void this.#visit()
    }
  }

  #conversation(): ConversationKey | undefined {
    const { conversations, random } = this.#options
    const chosen = oneOf(conversations, random())
    return chosen !== undefined && this.#gone.has(chosen) ? undefined : chosen
  }

  #stallFor(ms: number): void {
    if (this.#stall !== undefined) return
    this.#options.phone.stopReading()
    this.#stall = this.#options.clock.after(ms, () => this.#endStall())
  }

  #endStall(): void {
    this.#stall?.cancel()
    this.#stall = undefined
    this.#options.phone.readOn()
  }

  /** Away until somebody brought it back; an answer that never came may mean either. */
  async #visit(): Promise<void> {
    const { phone, visits = [], random } = this.#options
    const visit = oneOf(visits, random())
    if (visit === undefined) return
    const key = groupKey(visit.group)
    if (!this.#gone.has(key)) {
      this.#gone.add(key)
      await phone.leave(visit.group)
    } else if (await visit.host.join(visit.group, phone.user)) this.#gone.delete(key)
  }
}
