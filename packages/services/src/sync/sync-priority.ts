import type { Clock, PriorityEntry, PriorityMessages, Stamp, UserId } from '@magpie-im/model'

interface SyncPriorityPorts {
  readonly priority: PriorityMessages
  readonly clock: Clock
}

interface SyncPriorityQuery {
  readonly user: UserId
  /** Only what is newer; ≤ 0: the newest there is. */
  readonly after: Stamp
  /** ≤ 0: as many as a page holds. */
  readonly limit: number
}

const largestPage = 200
const keptUs = 30 * 24 * 3600 * 1_000_000

/** What a user must be told however long he was away: messages of high priority, and what was done to messages. Oldest first, for 30 days. */
export class SyncPriority {
  readonly #ports: SyncPriorityPorts

  constructor(ports: SyncPriorityPorts) {
    this.#ports = ports
  }

  sync({ user, after, limit }: SyncPriorityQuery): Promise<readonly PriorityEntry[]> {
    const { priority, clock } = this.#ports
    const notBefore = clock.now() * 1000 - keptUs
    const page = { user, notBefore, limit: limit <= 0 ? largestPage : Math.min(limit, largestPage) }
    return after <= 0 ? priority.newest(page) : priority.list({ ...page, after })
  }
}
