import { flowOfGroup, flowOfPairs, groupName, namesOfMembers, namesOfPairs } from './load/cast.ts'
import { type GroupScene, groupScenesOf } from './load/group-scenes.ts'
import { merged, percentile } from './load/histogram.ts'
import { makeGroup, makePairs } from './load/prepare.ts'
import { type Measurement, measure } from './measure.ts'
import type { PairsOptions } from './pairs.ts'
import { spreadOf, table, whole } from './report.ts'
import { type Column, columnsOf, decimals, ratioOf, remarksOn, rowOf } from './rows.ts'
import { keep, type SavedRow } from './saved.ts'
import type { Target } from './target.ts'
import { type Results, sideNames, takeTurns } from './turns.ts'

// How many members a second does a message to a group reach, how soon, and what do others notice of it?

interface GroupMeasurement extends Measurement {
  /** The pairs beside it, before anybody wrote to the group. */
  readonly quiet: Measurement | undefined
}

interface Point {
  readonly scene: GroupScene
  readonly results: Results<GroupMeasurement>
}

export async function groups(options: PairsOptions): Promise<number> {
  const points: Point[] = []
  for (const scene of groupScenesOf(options.scenes)) {
    const results = await takeTurns(options.runs, (target, title) =>
      measureOnce(target, scene, { ...options, title: `${title}, ${scene.name}` }),
    )
    points.push({ scene, results })
  }
  report(points, options)
  return points.some(({ results }) => results.server.some(({ wrong, quiet }) => wrong + (quiet?.wrong ?? 0) > 0)) ? 1 : 0
}

async function measureOnce(
  target: Target,
  scene: GroupScene,
  options: PairsOptions & { readonly title: string },
): Promise<GroupMeasurement> {
  const { seconds, progress, say, title } = options
  const { members, online, pace, beside } = scene
  progress(`${title}: ${whole(members)} users come`)
  const pairs = namesOfPairs(beside?.pairs ?? 0)
  await makePairs(target, pairs)
  await makeGroup(target, groupName, namesOfMembers(members))
  const flows = beside === undefined ? [] : [flowOfPairs(beside.pairs, beside.pace)]
  const tell = ({ delivered, seconds: lasted }: { delivered: number; seconds: number }) =>
    progress(`${title}: ${whole(delivered / lasted)} deliveries/s`)
  const quiet = beside === undefined ? undefined : await measure(target, { users: pairs.flat(), flows, seconds }, tell)
  // The other one of each two: the numbers of messages begin anew, and what the same one sends under the same id is a repeat.
  const users = [...pairs.flatMap((pair) => pair.toReversed()), ...namesOfMembers(online)]
  const back = flows.map((flow) => ({ ...flow, streams: flow.streams.map((stream, at) => ({ ...stream, to: pairs[at]?.[0] ?? '' })) }))
  const all = { users, flows: [...back, flowOfGroup(scene, pace, pairs.length * 2)], seconds }
  const result = { ...(await measure(target, all, tell)), quiet }
  say(`${title}: ${whole(deliveriesOf(result))} deliveries/s, p99 ${decimals(1)(delivered(result, 0.99))} ms`)
  return result
}

/** The group's is the last flow. */
function groupOf({ flows }: Measurement) {
  const flow = flows.at(-1)
  if (flow === undefined) throw new Error('a group without a flow')
  return flow
}

function deliveriesOf(result: Measurement): number {
  return groupOf(result).delivered / result.seconds
}

function perCpuSecond({ deliveredInAll, serverCpuSeconds }: Measurement): number {
  return deliveredInAll / serverCpuSeconds
}

function delivered(result: Measurement, share: number): number {
  return percentile(groupOf(result).deliveries, share)
}

/** Acks of the pairs beside the group. */
function others(result: Measurement | undefined): number {
  return percentile(result?.flows[0]?.acks ?? [], 0.99)
}

const columns: readonly Column<GroupMeasurement>[] = [
  { title: 'deliveries/s', value: deliveriesOf, format: whole },
  { title: 'per CPU s', value: perCpuSecond, format: whole },
  { title: 'p50 ms', value: (result) => delivered(result, 0.5), format: decimals(2) },
  { title: 'p99 ms', value: (result) => delivered(result, 0.99), format: decimals(2) },
  { title: 'ack p99', value: (result) => percentile(groupOf(result).acks, 0.99), format: decimals(2) },
  { title: 'spared', value: (result) => groupOf(result).spared, format: whole },
  { title: 'others quiet', value: ({ quiet }) => others(quiet), format: decimals(2) },
  { title: 'others p99', value: (result) => (result.quiet === undefined ? Number.NaN : others(result)), format: decimals(2) },
  { title: 'cores', value: ({ serverCores }) => serverCores, format: decimals(2) },
  { title: 'generator', value: ({ generatorCores }) => generatorCores, format: decimals(2) },
  { title: 'machine', value: ({ otherCores }) => otherCores, format: decimals(2) },
  { title: 'came in s', value: ({ openSeconds }) => openSeconds, format: decimals(1) },
  { title: 'settle s', value: ({ settleSeconds }) => settleSeconds, format: decimals(1) },
]

function report(points: readonly Point[], { seconds, runs, save, say }: PairsOptions): void {
  const each = points.flatMap(({ scene, results }) => sideNames.map((side) => ({ title: `${side} ${scene.name}`, results: results[side] })))
  const rows = each.map(({ title, results }) => rowOf(title, columns, results))
  say(`\n100 bytes, ${seconds} s × ${runs}; medians\n\n${table([['', ...columns.map(({ title }) => title), 'spread'], ...rows])}\n`)
  for (const remark of each.flatMap(({ title, results }) => remarksOn(title, results))) say(remark)
  for (const { scene, results } of points) say(ratiosOf(scene, results))
  for (const text of keep('groups', { settings: { seconds, runs }, rows: savedRows(points) }, save)) say(text)
}

/** Deliveries where they are timed, else acks. */
function savedRows(points: readonly Point[]): SavedRow[] {
  return points.flatMap(({ scene, results }) =>
    sideNames.map((side) => {
      const timed = (result: Measurement) => ('window' in scene.pace ? groupOf(result).acks : groupOf(result).deliveries)
      const latencies = merged(results[side].map(timed))
      return { scene: scene.name, side, columns: columnsOf(columns, results[side]), latencies }
    }),
  )
}

function ratiosOf({ name, pace }: GroupScene, { server, relay }: Point['results']): string {
  const cost = `${ratioOf(server, relay, perCpuSecond)} of the deliveries per CPU second`
  if ('window' in pace) return `server / relay ${name}: ${ratioOf(server, relay, deliveriesOf)} of the deliveries per second, ${cost}`
  const late = `${ratioOf(server, relay, (result) => delivered(result, 0.99))} × the p99`
  const disturbed = spreadOf(server.map((result) => others(result) / others(result.quiet))).median
  return `server / relay ${name}: ${cost}, ${late}${Number.isNaN(disturbed) ? '' : `; others wait ${disturbed.toFixed(2)} × as long as without the group`}`
}
