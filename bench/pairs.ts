import { flowOfPairs, namesOfPairs } from './load/cast.ts'
import { merged, percentile } from './load/histogram.ts'
import type { Pace } from './load/plan.ts'
import { makePairs } from './load/prepare.ts'
import { type Scene, scenesOf } from './load/scenes.ts'
import { type Measurement, measure } from './measure.ts'
import { table, whole } from './report.ts'
import { type Column, columnsOf, decimals, ratioOf, remarksOn, rowOf } from './rows.ts'
import { keep, type SavedRow } from './saved.ts'
import type { Target } from './target.ts'
import { onFresh, type Results, sideNames, takeTurns } from './turns.ts'

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

interface Point {
  readonly scene: Scene
  readonly results: Results
}

export async function pairs(options: PairsOptions): Promise<number> {
  const points: Point[] = []
  for (const scene of scenesOf(options.scenes)) points.push(await play(scene, options))
  report(points, options)
  return points.some(({ results }) => results.server.some(({ wrong }) => wrong > 0)) ? 1 : 0
}

async function play(scene: Scene, options: PairsOptions): Promise<Point> {
  const pace = scene.pace === 'half' ? { perSecond: await halfOfMost(options) } : scene.pace
  const measureOne = (target: Target, title: string) =>
    measureOnce(target, { ...scene, pace }, { ...options, title: `${title}, ${scene.name}` })
  return { scene, results: await takeTurns(options.runs, measureOne) }
}

function report(points: readonly Point[], { seconds, runs, save, say }: PairsOptions): void {
  const each = points.flatMap(({ scene, results }) => sideNames.map((side) => ({ title: `${side} ${scene.name}`, results: results[side] })))
  const rows = each.map(({ title, results }) => rowOf(title, columns, results))
  say(`\n100 bytes, ${seconds} s × ${runs}; medians\n\n${table([['', ...columns.map(({ title }) => title), 'spread'], ...rows])}\n`)
  for (const remark of each.flatMap(({ title, results }) => remarksOn(title, results))) say(remark)
  for (const { scene, results } of points) say(ratiosOf(scene, results))
  for (const text of keep('pairs', { settings: { seconds, runs }, rows: savedRows(points) }, save)) say(text)
}

function savedRows(points: readonly Point[]): SavedRow[] {
  return points.flatMap(({ scene, results }) =>
    sideNames.map((side) => {
      const latencies = merged(results[side].flatMap(({ flows }) => flows.map(({ acks }) => acks)))
      return { scene: scene.name, side, columns: columnsOf(columns, results[side]), latencies }
    }),
  )
}

interface PacedScene extends Scene {
  readonly pace: Pace
}

interface OnceOptions extends Pick<PairsOptions, 'seconds' | 'say' | 'progress'> {
  readonly title: string
}

async function measureOnce(target: Target, scene: PacedScene, options: OnceOptions): Promise<Measurement> {
  const { seconds, progress, say, title } = options
  const names = namesOfPairs(scene.pairs)
  progress(`${title}: starting`)
  await makePairs(target, names)
  const load = { users: names.flat(), flows: [flowOfPairs(scene.pairs, scene.pace)], seconds }
  const result = await measure(target, load, (moment) => progress(`${title}: ${whole(moment.acked / moment.seconds)} acked/s`))
  say(`${title}: ${whole(rateOf(result))} acked/s, p99 ${waited(result, 0.99).toFixed(2)} ms`)
  return result
}

const probeSeconds = 4

/** Messages per second, of the server that is asked as fast as it answers for some seconds. */
export async function halfOfMost(options: Pick<PairsOptions, 'say' | 'progress'>): Promise<number> {
  const scene = { name: '50x16', pairs: 50, pace: { window: 16 } }
  const most = await onFresh('server', (target) => measureOnce(target, scene, { ...options, seconds: probeSeconds, title: 'the most' }))
  return Math.round(rateOf(most) / 2)
}

const columns: readonly Column[] = [
  { title: 'acked/s', value: rateOf, format: whole },
  { title: 'p50 ms', value: (result) => waited(result, 0.5), format: decimals(2) },
  { title: 'p99 ms', value: (result) => waited(result, 0.99), format: decimals(2) },
  { title: 'p99.9 ms', value: (result) => waited(result, 0.999), format: decimals(2) },
  { title: 'per CPU s', value: perCpuSecond, format: whole },
  { title: 'cores', value: ({ serverCores }) => serverCores, format: decimals(2) },
  { title: 'generator', value: ({ generatorCores }) => generatorCores, format: decimals(2) },
  { title: 'others', value: ({ otherCores }) => otherCores, format: decimals(2) },
  { title: 'waiting', value: ({ waiting }) => waiting, format: decimals(2) },
  { title: 'behind s', value: ({ behindSeconds }) => behindSeconds, format: decimals(1) },
  { title: 'settle s', value: ({ settleSeconds }) => settleSeconds, format: decimals(1) },
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
