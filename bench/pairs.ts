import { availableParallelism } from 'node:os'
import { type Load, type Measurement, measure } from './measure.ts'
import { saveResult, spreadOf, table, whole } from './report.ts'
import { startRelay, startServer, type Target } from './target.ts'

// How many messages a second do pairs of friends get through the server, and what do they cost it?

export interface PairsOptions {
  readonly seconds: number
  readonly runs: number
  readonly pairs: number
  readonly save: boolean
  readonly say: (text: string) => void
  /** Replaces the line of before; of a run that is under way. */
  readonly progress: (text: string) => void
}

const windows = [1, 16]
const bytes = 100

const sides = { server: startServer, relay: startRelay } as const
type Side = keyof typeof sides
const sideNames = ['server', 'relay'] as const satisfies readonly Side[]

interface Point {
  readonly window: number
  readonly results: Record<Side, Measurement[]>
}

/** Server and relay take turns, so that what else the machine does hits both. */
export async function pairs(options: PairsOptions): Promise<number> {
  const { seconds, runs, save, say } = options
  const points: Point[] = windows.map((window) => ({ window, results: { server: [], relay: [] } }))
  for (let run = 1; run <= runs; run++) {
    for (const point of points) {
      for (const side of sideNames) point.results[side].push(await measureOnce(side, { ...options, window: point.window, run }))
    }
  }
  say(`\n${options.pairs} pairs, ${bytes} bytes, ${seconds} s × ${runs}; medians\n\n${table(rowsOf(points))}\n`)
  for (const remark of remarksOn(points)) say(remark)
  for (const point of points) say(ratioOf(point))
  if (save) say(`saved ${saveResult('pairs', { settings: { pairs: options.pairs, bytes, seconds, runs }, points })}`)
  return points.some(({ results }) => results.server.some(({ wrong }) => wrong > 0)) ? 1 : 0
}

async function measureOnce(side: Side, options: PairsOptions & { readonly window: number; readonly run: number }): Promise<Measurement> {
  const { seconds, runs, run, window, progress, say } = options
  const title = `${side}, ${window} in flight, run ${run} of ${runs}`
  progress(`${title}: starting`)
  const target: Target = await sides[side]()
  try {
    const load: Load = { pairs: options.pairs, window, bytes, seconds }
    const result = await measure(target, load, (acked) => progress(`${title}: ${whole(acked)} acked/s`))
    say(`${title}: ${whole(rateOf(result))} acked/s, p99 ${result.p99.toFixed(1)} ms`)
    return result
  } finally {
    target[Symbol.dispose]()
  }
}

const columns: readonly (readonly [string, (result: Measurement) => number, (value: number) => string])[] = [
  ['acked/s', rateOf, whole],
  ['delivered/s', ({ delivered, seconds }) => delivered / seconds, whole],
  ['p50 ms', ({ p50 }) => p50, (ms) => ms.toFixed(2)],
  ['p99 ms', ({ p99 }) => p99, (ms) => ms.toFixed(2)],
  ['p99.9 ms', ({ p999 }) => p999, (ms) => ms.toFixed(2)],
  ['CPU s/1,000', ({ cpuPerThousand }) => cpuPerThousand, (seconds) => seconds.toFixed(4)],
  ['per CPU s', ({ messagesPerCpuSecond }) => messagesPerCpuSecond, whole],
  ['cores', ({ serverCores }) => serverCores, (cores) => cores.toFixed(2)],
  ['generator', ({ generatorCores }) => generatorCores, (cores) => cores.toFixed(2)],
  ['others', ({ otherCores }) => otherCores, (cores) => cores.toFixed(2)],
  ['settle s', ({ settleSeconds }) => settleSeconds, (seconds) => seconds.toFixed(1)],
]

function rowsOf(points: readonly Point[]): string[][] {
  const rows = points.flatMap(({ window, results }) => sideNames.map((side) => rowOf(`${side} × ${window}`, results[side])))
  return [['', ...columns.map(([title]) => title), 'spread'], ...rows]
}

/** Medians, and how far apart the runs were in messages per second. */
function rowOf(title: string, results: readonly Measurement[]): string[] {
  const { median, least, most } = spreadOf(results.map(rateOf))
  const cells = columns.map(([, value, format]) => format(spreadOf(results.map(value)).median))
  return [title, ...cells, `±${whole(((most - least) / 2 / median) * 100)} %`]
}

function rateOf({ acked, seconds }: Measurement): number {
  return acked / seconds
}

/** What forbids taking the figures for the server's best. */
function remarksOn(points: readonly Point[]): string[] {
  return points.flatMap(({ window, results }) => sideNames.flatMap((side) => remarksOnOne(`${side} × ${window}`, results[side])))
}

const busy = 0.95
const disturbing = 0.2

function remarksOnOne(title: string, results: readonly Measurement[]): string[] {
  const remarks: string[] = []
  const wrong = results.reduce((sum, result) => sum + result.wrong, 0)
  if (wrong > 0) remarks.push(`${title}: WRONG: ${whole(wrong)} messages were refused, lost or out of order`)
  if (results.some(({ generatorCores }) => generatorCores > busy)) remarks.push(`${title}: the generator was the bottleneck`)
  const full = ({ serverCores, generatorCores }: Measurement) => serverCores + generatorCores > availableParallelism() * busy
  if (results.some(({ otherCores }) => otherCores > disturbing)) remarks.push(`${title}: something else kept the machine busy`)
  if (results.some(full)) remarks.push(`${title}: server and generator together filled the machine`)
  return remarks
}

function ratioOf({ window, results }: Point): string {
  const ratio = (value: (result: Measurement) => number) =>
    (spreadOf(results.server.map(value)).median / spreadOf(results.relay.map(value)).median).toFixed(3)
  const [rate, cost] = [ratio(rateOf), ratio((result) => result.messagesPerCpuSecond)]
  return `server / relay × ${window}: ${rate} of the messages per second, ${cost} of those per CPU second`
}
