import type { CallResult } from '@magpie-im/outside'
import { Durations } from './durations.ts'
import type { Sample } from './family.ts'

interface Service {
  readonly durations: Durations
  readonly results: Map<CallResult, number>
}

/** Calls to services of others; their names come from the configuration. */
export class OutsideCounts {
  readonly #services = new Map<string, Service>()

  add({ service, result, ms }: { readonly service: string; readonly result: CallResult; readonly ms: number }): void {
    const counted = this.#services.get(service) ?? { durations: new Durations(), results: new Map() }
    this.#services.set(service, counted)
    counted.results.set(result, (counted.results.get(result) ?? 0) + 1)
    if (result !== 'refused') counted.durations.add(ms)
  }

  *calls(): Iterable<Sample> {
    for (const [service, { results }] of this.#services) {
      for (const [result, value] of results) yield { labels: { service, result }, value }
    }
  }

  *durations(): Iterable<Sample> {
    for (const [service, { durations }] of this.#services) yield* durations.samples({ service })
  }
}
