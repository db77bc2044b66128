import { setTimeout as pause } from 'node:timers/promises'
import { Asks, type Cost } from './growth/asks.ts'
import { fill } from './growth/fill.ts'
import { BenchFolder, backlogOf } from './growth/folder.ts'
import { busiest, type Plan, planOf } from './growth/plan.ts'
import { type Sizes, sizesOf } from './growth/sizes.ts'
import { Client } from './load/client.ts'
import { saveResult, spreadOf, table, whole } from './report.ts'
import { mintToken } from './target.ts'

// What does the same request cost when a thousand times as many messages are stored, and how much room do they take?

export interface GrowthOptions {
  readonly messages: number
  readonly runs: number
  readonly save: boolean
  readonly say: (text: string) => void
  readonly progress: (text: string) => void
}

const few = 10_000
const mostBytes = 350
const mostTimes = 1.5

interface Stored {
  readonly plan: Plan
  readonly projectedSeconds: number
  readonly sizes: Sizes
  readonly runs: Cost[][]
}

export async function growth(options: GrowthOptions): Promise<number> {
  const { messages, runs, say, save, progress } = options
  using fewFolder = new BenchFolder()
  using manyFolder = new BenchFolder()
  const sides = [
    { folder: fewFolder, stored: await store(few, fewFolder, options) },
    { folder: manyFolder, stored: await store(messages, manyFolder, options) },
  ] as const
  for (let run = 1; run <= runs; run++) {
    for (const { folder, stored } of sides) {
      progress(`${whole(stored.plan.messages)} messages: asking, run ${run} of ${runs}`)
      using copy = folder.copy()
      stored.runs.push(await ask(copy, stored.plan))
    }
  }
  const [small, large] = sides.map(({ stored }) => stored) as [Stored, Stored] // as: of two sides
  say(inWords(small, large, runs))
  if (save) say(`saved ${saveResult('growth', { settings: { messages, runs }, small, large })}`)
  for (const remark of remarksOn(small, large)) say(remark)
  return 0
}

async function store(messages: number, folder: BenchFolder, { progress }: GrowthOptions): Promise<Stored> {
  const plan = planOf(messages)
  await fill({ folder: folder.path, plan, progress: (done) => progress(`writing ${whole(done)} of ${whole(messages)} messages`) })
  progress(`${whole(messages)} messages: making the read model`)
  const projectedSeconds = await project(folder)
  folder.sync()
  return { plan, projectedSeconds, sizes: sizesOf(folder.path), runs: [] }
}

/** Ends with a checkpoint, as after any stop. */
async function project(folder: BenchFolder): Promise<number> {
  using target = await folder.serve()
  const began = performance.now()
  while ((await backlogOf(target)) > 0) await pause(250)
  const seconds = (performance.now() - began) / 1_000
  await target.end()
  return seconds
}

async function ask(folder: BenchFolder, plan: Plan): Promise<Cost[]> {
  using target = await folder.serve()
  const client = await Client.signIn(target.port, { name: busiest, token: mintToken(busiest, folder.path) })
  const costs = await new Asks(client, target.pid, plan).costs()
  client.close()
  await target.end()
  return costs
}

function inWords(small: Stored, large: Stored, runs: number): string {
  const { plan } = large
  const stored = `${whole(plan.messages)} messages in ${whole(plan.conversations)} conversations, ${whole(plan.longest)} of them in one`
  const titles = [`p50 ms, ${whole(few)}`, `p50 ms, ${whole(plan.messages)}`, 'times', 'CPU µs', 'CPU µs', 'times']
  return [
    `\n${stored}; the user is in ${whole(plan.ofOne)}; medians of ${runs}, in brackets the least and the most\n`,
    `${table([['', ...titles], ...comparisonsOf(small, large).map(rowOf)])}\n`,
    `${table([['bytes per message', ''], ...sizeRows(large)])}\n`,
    `the read model was made of all of it in ${large.projectedSeconds.toFixed(1)} s`,
  ].join('\n')
}

/** What a request costs with few messages and with many, in each run. */
interface Comparison {
  readonly what: string
  readonly runs: readonly (readonly [few: Cost, many: Cost])[]
}

function comparisonsOf(small: Stored, large: Stored): Comparison[] {
  return (small.runs[0] ?? []).map(({ what }, index) => ({
    what,
    runs: small.runs.flatMap((costs, run) => {
      const [few, many] = [costs[index], large.runs[run]?.[index]]
      return few === undefined || many === undefined ? [] : [[few, many] as const]
    }),
  }))
}

function rowOf({ what, runs }: Comparison): string[] {
  const cells = (value: (cost: Cost) => number, format: (value: number) => string) => {
    const ratios = timesOf(runs, value)
    return [
      format(spreadOf(runs.map(([few]) => value(few))).median),
      format(spreadOf(runs.map(([, many]) => value(many))).median),
      `${ratios.median.toFixed(2)} (${ratios.least.toFixed(2)}–${ratios.most.toFixed(2)})`,
    ]
  }
  return [
    what,
    ...cells(
      ({ p50Ms }) => p50Ms,
      (ms) => ms.toFixed(3),
    ),
    ...cells(({ cpuUs }) => cpuUs, whole),
  ]
}

function timesOf(runs: Comparison['runs'], value: (cost: Cost) => number) {
  return spreadOf(runs.map(([few, many]) => value(many) / value(few)))
}

function sizeRows({ plan, sizes }: Stored): string[][] {
  const each = sizes.map(([part, bytes]) => [part, bytes / plan.messages] as const).filter(([, bytes]) => bytes >= 0.05)
  return [...each, ['in all', bytesPerMessage({ plan, sizes })] as const].map(([part, bytes]) => [part, bytes.toFixed(1)])
}

function bytesPerMessage({ plan, sizes }: Pick<Stored, 'plan' | 'sizes'>): number {
  return sizes.reduce((sum, [, bytes]) => sum + bytes, 0) / plan.messages
}

function remarksOn(small: Stored, large: Stored): string[] {
  const times = comparisonsOf(small, large).map(({ what, runs }) => ({ what, median: timesOf(runs, ({ p50Ms }) => p50Ms).median }))
  const slower = times.filter(({ median }) => median > mostTimes)
  const remarks = slower.map(({ what, median }) => `${what}: more than ${mostTimes} times, ${median.toFixed(2)}`)
  const bytes = bytesPerMessage(large)
  return bytes > mostBytes ? [...remarks, `${bytes.toFixed(0)} bytes for a message, more than ${mostBytes}`] : remarks
}
