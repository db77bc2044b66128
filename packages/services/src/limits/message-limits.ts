import type { AudienceKind, Clock, UserId } from '@magpie-im/model'
import { TokenBuckets } from './token-buckets.ts'

/** Read each time, so they may change. */
interface MessageRates {
  /** Messages a second; as many may come at once after a rest. */
  readonly perUser: number
  readonly perGroup: number
}

/** How often one may write, and how often may be written to one group. */
export class MessageLimits {
  readonly #users: TokenBuckets
  readonly #groups: TokenBuckets

  constructor(clock: Clock, rates: MessageRates) {
    const buckets = (which: keyof MessageRates, what: string) =>
      new TokenBuckets({
        clock,
        error: 'TooManyMessages',
        get perSecond() {
          return rates[which]
        },
        get burst() {
          return rates[which]
        },
        what,
      })
    this.#users = buckets('perUser', 'messages a second from one user')
    this.#groups = buckets('perGroup', 'messages a second to one group')
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
