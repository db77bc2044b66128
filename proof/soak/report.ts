import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { circumstances } from '../../bench/report.ts'
import { drawPlot, type Line, type Panel } from '../../tools/plot/plot.ts'
import type { Second } from '../real/series.ts'
import type { SoakResult, SoakSettings } from './run.ts'
import type { Sample } from './sample.ts'
import type { Judgement } from './verdict.ts'

/** Writes `report.json` and `plot.svg`. */
export function writeReport(settings: SoakSettings, result: SoakResult, judgements: readonly Judgement[]): void {
  const { minutes, seed, users, rate, folder } = settings
  const facts = circumstances()
  writeFileSync(
    join(folder, 'report.json'),
    `${JSON.stringify({ soak: { minutes, seed, users, rate }, ...facts, judgements, ...result })}\n`,
  )
  const { cpu, cores, node } = facts.machine
  writeFileSync(
    join(folder, 'plot.svg'),
    drawPlot({
      title: `${(result.seconds / 60).toFixed(1)} minutes of mixed traffic, seed ${seed}`,
      subtitle: `commit ${facts.commit.slice(0, 10)}, ${facts.date.slice(0, 10)}, ${cores} cores of ${cpu}, Node ${node}`,
      seconds: result.seconds,
      panels: panelsOf(result),
      marks: [],
    }),
  )
}

function panelsOf({ series, samples }: SoakResult): Panel[] {
  const overSeconds = (name: string, value: (second: Second) => number | undefined): Line => ({
    name,
    points: series.map((second) => ({ seconds: second.second, value: value(second) })),
  })
  const line = (name: string, value: (sample: Sample) => number): Line => ({
    name,
    points: samples.map((sample) => ({ seconds: sample.seconds, value: value(sample) })),
  })
  const mebibytes = (name: string, bytes: (sample: Sample) => number) => line(name, (sample) => bytes(sample) / 2 ** 20)
  return [
    { label: 'acknowledged, messages/s', lines: [overSeconds('acknowledged', ({ acked }) => acked)] },
    {
      label: 'latency, and how late the event loop was, ms',
      logarithmic: true,
      lines: [
        overSeconds('p50', ({ p50 }) => p50),
        overSeconds('p99', ({ p99 }) => p99),
        line('event loop p99', (sample) => sample.loopDelayMs),
      ],
    },
    {
      label: 'heap, MiB',
      lines: [mebibytes('after collection', (sample) => sample.heapUsed), mebibytes('before', (sample) => sample.heapBefore)],
    },
    {
      label: 'memory of the process, MiB',
      lines: [mebibytes('RSS', (sample) => sample.rss), mebibytes('outside the heap', (sample) => sample.external)],
    },
    {
      label: 'open, and threads',
      lines: [line('sockets', ({ sockets }) => sockets), line('files', ({ files }) => files), line('threads', ({ threads }) => threads)],
    },
    {
      label: 'on disk, MiB',
      lines: [
        mebibytes('journal, files', (sample) => sample.journalFiles),
        mebibytes('journal, written', (sample) => sample.journalWritten),
        mebibytes('database', (sample) => sample.database),
      ],
    },
  ]
}
