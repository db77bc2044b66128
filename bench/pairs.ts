import { flowOfPairs, namesOfPairs } from './load/cast.ts'
import { merged, percentile } from './load/histogram.ts'
import type { Pace } from './load/plan.ts'
import { makePairs } from './load/prepare.ts'
import { type Scene, scenesOf } from './load/scenes.ts'
import { type Measurement, measure } from './measure.ts'
import { saveResult, table, whole } from './report.ts'
import { type Column, ratioOf, remarksOn, rowOf } from './rows.ts'
import { startRelay, startServer, type Target } from './target.ts'

// How many messages a second do pairs of friends get through the server, how long do they wait, and what does it cost?

export interface PairsOptions {
  readonly seconds: number
  readonly runs: number
  /** Names of scenes, with commas between; all if left out. */
  readonly scenes: string | undefined
  readonly save: boolean
  readonly say: (text: string) => void
  /** Replaces the line of before; of a run that is under way. */
  readonly progress: (text: string) => void
}

const sides = { server: startServer, relay: startRelay } as const
type Side = keyof typeof sides
const sideNames = ['server', 'relay'] as const satisfies readonly Side[]

interface Point {
  readonly scene: Scene
  readonly results: Record<Side, Measurement[]>
}

/** Server and relay take turns, so that what else the machine does hits both. */
export async function pairs(options: PairsOptions): Promise<number> {
  const points: Point[] = scenesOf(options.scenes).map((scene) => ({ scene, results: { server: [], relay: [] } }))
  for (const point of points) await play(point, options)
  report(points, options)
  return points.some(({ results }) => results.server.some(({ wrong }) => wrong > 0)) ? 1 : 0
}

async function play({ scene, results }: Point, options: PairsOptions): Promise<void> {
  const pace = scene.pace === 'half' ? { perSecond: await halfOfMost(options) } : scene.pace
  for (let run = 1; run <= options.runs; run++) {
    for (const side of sideNames) results[side].push(await measureOnce(side, { ...options, scene, pace, run }))
  }
}

function report(points: readonly Point[], { seconds, runs, save, say }: PairsOptions): void {
  const each = points.flatMap(({ scene, results }) => sideNames.map((side) => ({ title: `${side} ${scene.name}`, results: results[side] })))
  const rows = each.map(({ title, results }) => rowOf(title, columns, results))
  say(`\n100 bytes, ${seconds} s × ${runs}; medians\n\n${table([['', ...columns.map(({ title }) => title), 'spread'], ...rows])}\n`)
  for (const remark of each.flatMap(({ title, results }) => remarksOn(title, results))) say(remark)
  for (const { scene, results } of points) say(ratiosOf(scene, results))
  if (save) say(`saved ${saveResult('pairs', { settings: { seconds, runs }, points })}`)
}

interface Turn {
  readonly scene: Scene
  readonly pace: Pace
  readonly run: number
}

async function measureOnce(side: Side, options: PairsOptions & Turn): Promise<Measurement> {
  const { seconds, runs, run, scene, pace, progress, say } = options
  const title = `${side} ${scene.name}, run ${run} of ${runs}`
  progress(`${title}: starting`)
  const target: Target = await sides[side]()
  try {
    const names = namesOfPairs(scene.pairs)
    await makePairs(target, names)
    const load = { users: names.flat(), flows: [flowOfPairs(scene.pairs, pace)], seconds }
    const result = await measure(target, load, (moment) => progress(`${title}: ${whole(moment.acked / moment.seconds)} acked/s`))
    say(`${title}: ${whole(rateOf(result))} acked/s, p99 ${waited(result, 0.99).toFixed(2)} ms`)
    return result
  } finally {
    target[Symbol.dispose]()
  }
}

const probeSeconds = 4

async function halfOfMost(options: PairsOptions): Promise<number> {
  const scene = { name: 'at most', pairs: 50, pace: { window: 16 } }
  const most = await measureOnce('server', { ...options, seconds: probeSeconds, runs: 1, scene, pace: scene.pace, run: 1 })
  return Math.round(rateOf(most) / 2)
}

const columns: readonly Column[] = [
  { title: 'acked/s', value: rateOf, format: whole },
  { title: 'p50 ms', value: (result) => waited(result, 0.5), format: (ms) => ms.toFixed(2) },
  { title: 'p99 ms', value: (result) => waited(result, 0.99), format: (ms) => ms.toFixed(2) },
  { title: 'p99.9 ms', value: (result) => waited(result, 0.999), format: (ms) => ms.toFixed(2) },
  { title: 'per CPU s', value: perCpuSecond, format: whole },
  { title: 'cores', value: ({ serverCores }) => serverCores, format: (cores) => cores.toFixed(2) },
  { title: 'generator', value: ({ generatorCores }) => generatorCores, format: (cores) => cores.toFixed(2) },
  { title: 'others', value: ({ otherCores }) => otherCores, format: (cores) => cores.toFixed(2) },
  { title: 'behind s', value: ({ behindSeconds }) => behindSeconds, format: (seconds) => seconds.toFixed(1) },
  { title: 'settle s', value: ({ settleSeconds }) => settleSeconds, format: (seconds) => seconds.toFixed(1) },
]

function rateOf({ acked, seconds }: Measurement): number {
  return acked / seconds
}

function perCpuSecond({ ackedInAll, serverCpuSeconds }: Measurement): number {
  return ackedInAll / serverCpuSeconds
}

function waited({ flows }: Measurement, share: number): number {
  return percentile(merged(flows.map(({ acks }) => acks)), share)
}

function ratiosOf({ name, pace }: Scene, { server, relay }: Point['results']): string {
  const cost = `${ratioOf(server, relay, perCpuSecond)} of the messages per CPU second`
  const most = typeof pace === 'object' && 'window' in pace ? `${ratioOf(server, relay, rateOf)} of the messages per second, ` : ''
  return `server / relay ${name}: ${most}${cost}, ${ratioOf(server, relay, (result) => waited(result, 0.99))} × the p99`
}
