import type { AudienceKind, Clock, UserId } from '@magpie-im/model'
import { TokenBuckets } from './token-buckets.ts'

interface MessageRates {
  /** Messages a second; as many may come at once after a rest. */
  readonly perUser: number
  readonly perGroup: number
}

/** How often one may write, and how often may be written to one group. */
export class MessageLimits {
  readonly #users: TokenBuckets
  readonly #groups: TokenBuckets

  constructor(clock: Clock, { perUser, perGroup }: MessageRates) {
    const error = 'TooManyMessages'
    this.#users = new TokenBuckets({ clock, error, perSecond: perUser, burst: perUser, what: 'messages a second from one user' })
    this.#groups = new TokenBuckets({ clock, error, perSecond: perGroup, burst: perGroup, what: 'messages a second to one group' })
  }

  /** Counts one message, or throws and counts none. `sender` undefined: a backend wrote it, whose key has a limit of its own. */
  take(sender: UserId | undefined, { kind, recipient }: { readonly kind: AudienceKind; readonly recipient: string }): void {
    if (sender !== undefined) this.#users.take(sender)
    if (kind !== 'group') return
    try {
      this.#groups.take(recipient)
    } catch (error) {
      if (sender !== undefined) this.#users.giveBack(sender)
      throw error
    }
  }
}
