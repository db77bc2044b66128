import { flowOfPairs, namesOfPairs } from './load/cast.ts'
import { merged, percentile } from './load/histogram.ts'
import { makePairs } from './load/prepare.ts'
import { type Scene, scenesOf } from './load/scenes.ts'
import { type Measurement, measure } from './measure.ts'
import type { PairsOptions } from './pairs.ts'
import { saveResult, spreadOf, table, whole } from './report.ts'
import { type Column, remarksOn, rowOf } from './rows.ts'
import { raised, startServer } from './target.ts'

// What do worker processes cost a message, and how much of it do they take from the process that decides?

const counts = [0, 1, 2] as const

interface Point {
  readonly scene: Scene
  /** By the number of workers. */
  readonly results: Readonly<Record<number, Measurement[]>>
}

/** Without workers and with them takes turns, so that what else the machine does hits all. */
export async function workers(options: PairsOptions): Promise<number> {
  const { seconds, runs, save, say } = options
  const points = scenesOf(options.scenes ?? '50x16,50x1').map((scene): Point => ({ scene, results: { 0: [], 1: [], 2: [] } }))
  for (let run = 1; run <= runs; run++) {
    for (const { scene, results } of points) {
      for (const count of counts) results[count]?.push(await measureOnce(scene, count, { ...options, title: `run ${run} of ${runs}` }))
    }
  }
  const each = points.flatMap(({ scene, results }) =>
    counts.map((count) => ({ title: titleOf(scene, count), results: results[count] ?? [] })),
  )
  const rows = each.map(({ title, results }) => rowOf(title, columns, results))
  say(`\n100 bytes, ${seconds} s × ${runs}; medians; processor microseconds of each thread per message, and of all workers together\n`)
  say(`${table([['', ...columns.map(({ title }) => title), 'spread'], ...rows])}\n`)
  for (const remark of each.flatMap(({ title, results }) => remarksOn(title, results))) say(remark)
  for (const { scene, results } of points) for (const line of comparisons(scene, results)) say(line)
  if (save)
    say(
      `saved ${saveResult(options.scenes === undefined ? 'workers' : `workers-${options.scenes}`, { settings: { seconds, runs }, points })}`,
    )
  return each.some(({ results }) => results.some(({ wrong }) => wrong > 0)) ? 1 : 0
}

async function measureOnce(scene: Scene, count: number, options: PairsOptions & { readonly title: string }): Promise<Measurement> {
  const { seconds, progress, say } = options
  if (scene.pace === 'half') throw new Error('half of what is not known here')
  const title = `${titleOf(scene, count)}, ${options.title}`
  progress(`${title}: starting`)
  const target = await startServer({ ...raised, MAGPIE_WORKERS: `${count}` })
  try {
    const names = namesOfPairs(scene.pairs)
    await makePairs(target, names)
    const load = { users: names.flat(), flows: [flowOfPairs(scene.pairs, scene.pace)], seconds }
    const result = await measure(target, load, (moment) => progress(`${title}: ${whole(moment.acked / moment.seconds)} acked/s`))
    say(`${title}: ${whole(rateOf(result))} acked/s, ${costOf(result).toFixed(1)} µs a message`)
    return result
  } finally {
    target[Symbol.dispose]()
  }
}

function titleOf({ name }: Scene, count: number): string {
  return `${name}, ${count === 0 ? 'no workers' : count === 1 ? '1 worker' : `${count} workers`}`
}

const micros = (value: number) => value.toFixed(1)

const columns: readonly Column[] = [
  { title: 'acked/s', value: rateOf, format: whole },
  { title: 'p50 ms', value: (result) => waited(result, 0.5), format: (ms) => ms.toFixed(2) },
  { title: 'p99 ms', value: (result) => waited(result, 0.99), format: (ms) => ms.toFixed(2) },
  { title: 'per CPU s', value: ({ ackedInAll, serverCpuSeconds }) => ackedInAll / serverCpuSeconds, format: whole },
  { title: 'cores', value: ({ serverCores }) => serverCores, format: (cores) => cores.toFixed(2) },
  { title: 'all µs', value: costOf, format: micros },
  ...['main', 'WorkerThread', 'read-model', 'V8Worker', 'workers'].map((name) => ({
    title: name === 'WorkerThread' ? 'journal' : name,
    value: (result: Measurement) => threadCostOf(result, name),
    format: micros,
  })),
]

function rateOf({ acked, seconds }: Measurement): number {
  return acked / seconds
}

function waited({ flows }: Measurement, share: number): number {
  return percentile(merged(flows.map(({ acks }) => acks)), share)
}

/** Microseconds of a message, until nothing is left to do. */
function costOf({ ackedInAll, serverCpuSeconds }: Measurement): number {
  return (serverCpuSeconds / ackedInAll) * 1e6
}

/** While it was measured. */
function threadCostOf({ acked, threadSeconds }: Measurement, name: string): number {
  return ((threadSeconds[name] ?? 0) / acked) * 1e6
}

function comparisons({ name }: Scene, results: Point['results']): string[] {
  const median = (count: number, value: (result: Measurement) => number) => spreadOf((results[count] ?? []).map(value)).median
  const main = (result: Measurement) => threadCostOf(result, 'main')
  const ratio = (count: number, value: (result: Measurement) => number) => (median(count, value) / median(0, value)).toFixed(2)
  return counts
    .slice(1)
    .map(
      (count) =>
        `${name}, workers ${count}: ${ratio(count, costOf)} × the cost of a message without, ${ratio(count, main)} × that of the main thread`,
    )
}
