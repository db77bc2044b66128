import { createHmac, randomBytes } from 'node:crypto'
import type { AuthQuestion, AuthVerdict, Clock } from '@magpie-im/model'

export interface VerdictTimes {
  readonly acceptedMs: number
  readonly refusedMs: number
}

interface Remembered {
  readonly verdict: AuthVerdict
  /** On the monotonic clock. */
  readonly until: number
}

const mostVerdicts = 10_000

/** What a provider has said of late, under HMACs with a key of this process: memory holds no credentials. */
export class VerdictCache {
  readonly #key = randomBytes(32)
  readonly #clock: Clock
  readonly #times: VerdictTimes
  readonly #verdicts = new Map<string, Remembered>()

  constructor(clock: Clock, times: VerdictTimes) {
    this.#clock = clock
    this.#times = times
  }

  find(question: AuthQuestion): AuthVerdict | undefined {
    const remembered = this.#verdicts.get(this.#name(question))
    return remembered !== undefined && this.#clock.monotonic() < remembered.until ? remembered.verdict : undefined
  }

  remember(question: AuthQuestion, verdict: AuthVerdict): void {
    const ms = this.#lifeOf(verdict)
    if (ms === 0) return
    const name = this.#name(question)
    this.#verdicts.delete(name)
    const [oldest] = this.#verdicts.keys()
    if (this.#verdicts.size >= mostVerdicts && oldest !== undefined) this.#verdicts.delete(oldest)
    this.#verdicts.set(name, { verdict, until: this.#clock.monotonic() + ms })
  }

  #lifeOf({ verdict }: AuthVerdict): number {
    if (verdict === 'accepted') return this.#times.acceptedMs
    return verdict === 'refused' ? this.#times.refusedMs : 0
  }

  #name({ user, secret, device }: AuthQuestion): string {
    return createHmac('sha256', this.#key)
      .update(JSON.stringify([user, secret, device.id, device.type]))
      .digest('base64')
  }
}
