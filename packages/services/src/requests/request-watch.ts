import type { ConnectionId, Log, Metrics, RequestOutcome, UserId } from '@magpie-im/model'
import type { TracedUsers } from './traced-users.ts'

/** What there is to say of a request but its contents (I16). */
export interface AnsweredRequest {
  readonly door: string
  /** As the door calls it. */
  readonly operation: string
  /** The client's id of the request, or one that was made; the same in all log lines of the request. */
  readonly trace: string
  readonly user: UserId | undefined
  readonly connection?: ConnectionId | undefined
  readonly outcome: RequestOutcome
  readonly ms: number
  readonly bytes: number
  readonly replyBytes: number
}

interface RequestWatchOptions {
  readonly metrics: Metrics
  readonly log: Log
  readonly traced: TracedUsers
  /** From here on a request is slow. */
  readonly slowMs: number
}

/** Counts every request of every door, and logs the slow ones and those of users who are traced. */
export class RequestWatch {
  readonly #options: RequestWatchOptions

  constructor(options: RequestWatchOptions) {
    this.#options = options
  }

  answered(request: AnsweredRequest): void {
    const { metrics, log, traced, slowMs } = this.#options
    const { door, operation, outcome, ms, user } = request
    metrics.answered(door, operation, outcome, ms)
    if (ms >= slowMs) log.warn('slow request', fieldsOf(request))
    else if (user !== undefined && traced.has(user)) log.info('request', fieldsOf(request))
  }
}

function fieldsOf({ door, operation, trace, user, connection, outcome, ms, bytes, replyBytes }: AnsweredRequest): object {
  return { trace, user, door, operation, connection, outcome, ms: Math.round(ms * 10) / 10, bytes, replyBytes }
}
