import {
  type ConversationId,
  type FriendRequest,
  type FriendRequestRecord,
  type FriendRequestState,
  type JournalRecord,
  type Stamp,
  type Stamps,
  timeOf,
  type UserId,
} from '@magpie-im/model'
import type { Change } from '../commit.ts'

type Kept = FriendRequest & { readonly conversation: ConversationId }

const restMs = 24 * 3_600_000

/** Requests that wait for an answer, and refusals of the last day: so long the same may not be asked again. */
export class FriendRequests {
  readonly #byRecipient = new Map<UserId, Map<UserId, Kept>>()
  /** How many of a user's own wait, and how many for him. */
  readonly #made = new Map<UserId, number>()
  readonly #got = new Map<UserId, number>()
  readonly #stamps: Stamps

  constructor(stamps: Stamps) {
    this.#stamps = stamps
  }

  /** Of `from` to `to`, unless it was accepted. */
  find(from: UserId, to: UserId): Kept | undefined {
    return this.#byRecipient.get(to)?.get(from)
  }

  /** Those that `user` has to answer, in the order they were made. */
  to(user: UserId): readonly FriendRequest[] {
    const waiting = [...(this.#byRecipient.get(user)?.values() ?? [])].filter(isPending)
    return waiting.sort((a, b) => a.at - b.at)
  }

  /** How many requests of `user` wait for the answers of others. */
  madeBy(user: UserId): number {
    return this.#made.get(user) ?? 0
  }

  /** How many requests wait for the answer of `user`. */
  gotBy(user: UserId): number {
    return this.#got.get(user) ?? 0
  }

  begin(conversation: ConversationId, request: Pick<FriendRequest, 'from' | 'to' | 'text'>): Change {
    return this.#change({ ...request, conversation, state: 'pending', at: this.#stamps.next() })
  }

  answer(request: FriendRequest, state: Exclude<FriendRequestState, 'pending'>): Change {
    const kept = this.find(request.from, request.to)
    if (kept === undefined) throw new Error('a request is answered that was not made')
    return this.#change({ ...kept, state, at: this.#stamps.next() })
  }

  restore({ type: _, stamp: __, ...request }: FriendRequestRecord): void {
    this.#put(request.from, request.to, request)
  }

  *snapshot(): Iterable<JournalRecord> {
    const now = this.#stamps.last
    for (const requests of this.#byRecipient.values()) {
      for (const request of requests.values()) {
        if (isPending(request) || restOf(request, timeOf({ seqId: now })) > 0) {
          yield { type: 'friend-request', stamp: this.#stamps.next(), ...request }
        } else this.#put(request.from, request.to, undefined)
      }
    }
  }

  #change(request: Kept): Change {
    const { from, to } = request
    const before = this.find(from, to)
    return {
      record: { type: 'friend-request', stamp: this.#stamps.next(), ...request },
      apply: () => this.#put(from, to, request),
      undo: () => this.#put(from, to, before),
    }
  }

  #put(from: UserId, to: UserId, request: Kept | undefined): void {
    const requests = this.#byRecipient.get(to) ?? new Map<UserId, Kept>()
    const change = (isPending(request) ? 1 : 0) - (isPending(requests.get(from)) ? 1 : 0)
    count(this.#made, from, change)
    count(this.#got, to, change)
    if (request === undefined || request.state === 'accepted') requests.delete(from)
    else requests.set(from, request)
    if (requests.size === 0) this.#byRecipient.delete(to)
    else this.#byRecipient.set(to, requests)
  }
}

function count(counts: Map<UserId, number>, user: UserId, change: number): void {
  const next = (counts.get(user) ?? 0) + change
  if (next === 0) counts.delete(user)
  else counts.set(user, next)
}

export function isPending<R extends FriendRequest>(request: R | undefined): request is R & { readonly state: 'pending' } {
  return request?.state === 'pending'
}

/** Milliseconds until the same may be asked again after a refusal at `at`. */
export function restOf({ at }: { readonly at: Stamp }, now: number): number {
  return timeOf({ seqId: at }) + restMs - now
}
