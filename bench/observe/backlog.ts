import { setTimeout as pause } from 'node:timers/promises'
import { scrape, sumOf } from './metrics.ts'

/** How long the journal is, and how much of it the read model has, at one moment. */
export interface Progress {
  readonly seconds: number
  readonly written: number
  readonly projected: number
}

const lookEveryMs = 250
const longestMs = 60_000

/** Looks now and then how far the read model is behind the journal. */
export class BacklogWatch {
  readonly #httpPort: number
  readonly #seen: Progress[] = []
  #running = true
  readonly #done: Promise<void>

  constructor(httpPort: number) {
    this.#httpPort = httpPort
    this.#done = this.#watch()
  }

  /** Looks on until there is no backlog, and says how far behind it was at worst, and how long it lasted from now on. */
  async settle(): Promise<{ readonly behindSeconds: number; readonly settleSeconds: number }> {
    this.#running = false
    await this.#done
    const began = performance.now()
    while ((await this.#look()) > 0 && performance.now() - began < longestMs) await pause(lookEveryMs / 5)
    return { behindSeconds: secondsBehind(this.#seen), settleSeconds: (performance.now() - began) / 1000 }
  }

  async #watch(): Promise<void> {
    while (this.#running) {
      await this.#look()
      await pause(lookEveryMs)
    }
  }

  async #look(): Promise<number> {
    const metrics = await scrape(this.#httpPort)
    const written = sumOf(metrics, 'magpie_journal_position_bytes')
    const lag = sumOf(metrics, 'magpie_projector_lag_bytes')
    this.#seen.push({ seconds: performance.now() / 1000, written, projected: written - lag })
    return lag
  }
}

/** At worst: how long ago the journal was only as long as what the read model has. */
export function secondsBehind(seen: readonly Progress[]): number {
  return Math.max(0, ...seen.map((now, index) => now.seconds - whenWritten(seen.slice(0, index + 1), now.projected)))
}

/** When the journal reached a length, between the moments at which somebody looked. */
function whenWritten(seen: readonly Progress[], length: number): number {
  const after = seen.findIndex(({ written }) => written >= length)
  const [before, then] = [seen[after - 1], seen[after]]
  if (then === undefined) return Number.NaN
  if (before === undefined || then.written === before.written) return then.seconds
  return before.seconds + ((then.seconds - before.seconds) * (length - before.written)) / (then.written - before.written)
}
