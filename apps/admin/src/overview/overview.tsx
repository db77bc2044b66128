import { useTexts } from '@magpie-im/ui'
import type { Sample } from '../api/things.ts'
import { Page, Problem } from '../parts/shown.tsx'
import { Chart } from './chart.tsx'
import { texts } from './texts.ts'
import { Tile } from './tile.tsx'
import { useSamples } from './use-samples.ts'

const mebibyte = 1_048_576

export function Overview() {
  const t = useTexts(texts)
  const { samples, problem } = useSamples()
  return (
    <Page title={t.title} about={t.about}>
      <Problem text={problem} />
      <Tiles samples={samples} />
      <Charts samples={samples} />
    </Page>
  )
}

interface Shown {
  readonly samples: readonly Sample[]
}

const all = ({ connections }: Sample) => Object.values(connections).reduce((sum, count) => sum + count, 0)

function Tiles({ samples }: Shown) {
  const t = useTexts(texts)
  const of = (read: (sample: Sample) => number | null) => samples.map(read)
  return (
    <ul className="tiles">
      <Tile name={t.connections} values={of(all)} />
      <Tile name={t.sessions} values={of(({ sessions }) => sessions)} />
      <Tile name={t.messages} unit="/s" values={of(({ messagesPerSecond }) => messagesPerSecond)} />
      <Tile name={t.deliveries} unit="/s" values={of(({ deliveriesPerSecond }) => deliveriesPerSecond)} />
      <Tile name={t.requests} unit="/s" values={of(({ requestsPerSecond }) => requestsPerSecond)} />
      <Tile name={t.refusals} unit="/s" values={of(({ refusalsPerSecond }) => refusalsPerSecond)} />
      <Tile name={t.memory} unit="MiB" values={of(({ memoryMiB }) => memoryMiB)} />
      <Tile name={t.overload} values={of(({ overload }) => overload)} />
    </ul>
  )
}

function Charts({ samples }: Shown) {
  const t = useTexts(texts)
  const times = samples.map(({ at }) => at)
  const of = (name: string, read: (sample: Sample) => number | null) => ({ name, values: samples.map(read) })
  const doors = [...new Set(samples.flatMap(({ connections }) => Object.keys(connections)))].sort()
  const byDoor = doors.map((door) => of(door, ({ connections }) => connections[door] ?? 0))
  return (
    <div className="charts">
      <Chart title={t.byDoor} unit="" times={times} lines={byDoor.length > 0 ? byDoor : [of(t.connections, all)]} />
      <Chart
        title={t.messages}
        unit="/s"
        times={times}
        lines={[of(t.stored, (sample) => sample.messagesPerSecond), of(t.delivered, (sample) => sample.deliveriesPerSecond)]}
      />
      <Chart
        title={t.ack}
        unit="ms"
        times={times}
        lines={[
          of('p50', ({ ackMs }) => ackMs?.p50 ?? null),
          of('p95', ({ ackMs }) => ackMs?.p95 ?? null),
          of('p99', ({ ackMs }) => ackMs?.p99 ?? null),
        ]}
      />
      <Chart title={t.cpu} unit={t.cores} times={times} lines={[of(t.cpu, ({ cpu }) => cpu)]} />
      <Chart title={t.memory} unit="MiB" times={times} lines={[of(t.memory, ({ memoryMiB }) => memoryMiB)]} />
      <Chart
        title={t.journal}
        unit="MiB"
        times={times}
        lines={[
          of(t.written, ({ journalBytesPerSecond }) => journalBytesPerSecond / mebibyte),
          of(t.lag, ({ projectorLagBytes }) => projectorLagBytes / mebibyte),
          of(t.queued, ({ queuedBytes }) => queuedBytes / mebibyte),
        ]}
      />
    </div>
  )
}
