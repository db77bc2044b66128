import type { Conversation, MembershipChange } from './facts/conversation.ts'
import { firstAtLeast, type Moment } from './facts/high-water.ts'

export type Certainty = 'in' | 'out' | 'unknown'

/** Who is certainly in a conversation, or certainly not, as far as answers to what was asked for tell. */
export class Membership {
  readonly #members: ReadonlySet<string>
  readonly #changes: ReadonlyMap<string, readonly MembershipChange[]>
  readonly #seqIds: readonly number[]
  /** For each stored message, the latest first send among it and those before it. */
  readonly #latestSend: readonly Moment[]

  constructor({ stored, changes }: Conversation) {
    const messages = stored?.messages ?? []
    this.#members = stored?.members ?? new Set()
    this.#changes = changes
    this.#seqIds = messages.map(({ seqId }) => seqId)
    let latest = 0
    this.#latestSend = changes.size === 0 ? [] : messages.map(({ firstSent }) => (latest = Math.max(latest, firstSent)))
  }

  /** He is in it, or out of it, all the time. */
  isConstant(user: string): boolean {
    return !this.#changes.has(user)
  }

  /** He was certainly out of it all the time. */
  isStranger(user: string): boolean {
    return this.isConstant(user) && !this.#members.has(user)
  }

  /** When the message with this seqId was stored. */
  atMessage(user: string, seqId: number): Certainty {
    if (this.isConstant(user)) return this.#atFirst(user)
    return this.#at(
      user,
      (change) => change.behind >= seqId,
      (change) => this.#beforeSeqId(change) <= seqId,
    )
  }

  /** All the time from `from` to `to`. */
  during(user: string, from: Moment, to: Moment): Certainty {
    return this.#at(
      user,
      (change) => change.asked > to,
      (change) => change.done < from,
    )
  }

  /** What was stored at this seqId or later came when all changes asked for before `moment` were over: he has been in, or out, ever since. */
  settledAt(user: string, moment: Moment): number {
    const changes = this.#possible(user).filter(({ asked }) => asked < moment)
    return Math.max(0, ...changes.map((change) => this.#beforeSeqId(change)))
  }

  #at(user: string, isLater: (change: MembershipChange) => boolean, isEarlier: (change: MembershipChange) => boolean): Certainty {
    const changes = this.#possible(user).filter((change) => !isLater(change))
    const last = changes.at(-1)
    if (last === undefined) return this.#atFirst(user)
    const isClear = changes.every((change) => isEarlier(change) && (change.kind === last.kind || change.done < last.asked))
    if (!isClear) return 'unknown'
    return last.kind === 'join' ? 'in' : 'out'
  }

  /** Who leaves was a member; who joins may have been one. */
  #atFirst(user: string): Certainty {
    const [first, second] = this.#possible(user)
    if (first === undefined) return this.#members.has(user) ? 'in' : 'out'
    const left = first.kind === 'leave' && first.done < (second?.asked ?? Number.POSITIVE_INFINITY)
    return left && Number.isFinite(first.done) ? 'in' : 'unknown'
  }

  #possible(user: string): readonly MembershipChange[] {
    return (this.#changes.get(user) ?? []).filter(({ failed }) => !failed)
  }

  /** The first message that is certainly behind the change, because it was sent after it was done. */
  #beforeSeqId({ done }: MembershipChange): number {
    return this.#seqIds[firstAtLeast(this.#latestSend, done)] ?? Number.POSITIVE_INFINITY
  }
}
