import type { Clock, ConnectionId, Log, Metrics, RequestOutcome, UserId } from '@magpie-im/model'
import { TokenBucket } from '../limits/token-bucket.ts'
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
  readonly clock: Clock
  readonly traced: TracedUsers
  /** From here on a request is slow. */
  readonly slowMs: number
}

/** When everything is slow, a line for each would make it slower. */
const slowLines = { perSecond: 10, burst: 100 } as const

/** Counts every request of every door, and logs the slow ones and those of users who are traced. */
export class RequestWatch {
  readonly #options: RequestWatchOptions
  readonly #slowLines = new TokenBucket(slowLines)
  /** Slow requests since the last line. */
  #unlogged = 0

  constructor(options: RequestWatchOptions) {
    this.#options = options
  }

  answered(request: AnsweredRequest): void {
    const { metrics, log, traced, slowMs } = this.#options
    const { door, operation, outcome, ms, user } = request
    metrics.answered(door, operation, outcome, ms)
    if (ms >= slowMs) this.#logSlow(request)
    else if (user !== undefined && traced.has(user)) log.info('request', fieldsOf(request))
  }

  #logSlow(request: AnsweredRequest): void {
    const { log, clock } = this.#options
    if (this.#slowLines.take(clock.monotonic()) > 0) {
      this.#unlogged++
      return
    }
    log.warn('slow request', { ...fieldsOf(request), ...(this.#unlogged > 0 && { unlogged: this.#unlogged }) })
    this.#unlogged = 0
  }
}

function fieldsOf({ door, operation, trace, user, connection, outcome, ms, bytes, replyBytes }: AnsweredRequest): object {
  return { trace, user, door, operation, connection, outcome, ms: Math.round(ms * 10) / 10, bytes, replyBytes }
}
