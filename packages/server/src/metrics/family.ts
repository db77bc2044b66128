import type { Metric, Registry } from 'prom-client'

export interface Sample {
  readonly value: number
  readonly labels?: Readonly<Record<string, string>>
  /** Behind the family's name: `_bucket`, `_sum`, `_count` of a histogram. */
  readonly suffix?: string
}

interface Family {
  readonly name: string
  readonly help: string
  readonly type: 'counter' | 'gauge' | 'histogram'
  /** What it stands at now; asked at every scrape. */
  read(): Iterable<Sample>
}

/** Adds figures that are kept elsewhere: counting must cost the hot path next to nothing, and labels are put together at a scrape only. */
export function addFamily(registry: Registry, { name, help, type, read }: Family): void {
  const shown = ({ value, labels = {}, suffix = '' }: Sample) => ({ value, labels, metricName: `${name}${suffix}` })
  const metric = { name, help, type, aggregator: 'sum', get: async () => ({ name, help, type, values: [...read()].map(shown) }) }
  registry.registerMetric(metric as unknown as Metric) // as: a registry asks its metrics for no more than this
}
