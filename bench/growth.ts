import { setTimeout as pause } from 'node:timers/promises'
import { Asks, type Cost } from './growth/asks.ts'
import { fill } from './growth/fill.ts'
import { BenchFolder, backlogOf } from './growth/folder.ts'
import { busiest, type Plan, planOf } from './growth/plan.ts'
import { type Sizes, sizesOf } from './growth/sizes.ts'
import { Client } from './load/client.ts'
import { saveResult, table, whole } from './report.ts'
import { mintToken } from './target.ts'

// What does the same request cost when a thousand times as many messages are stored, and how much room do they take?

export interface GrowthOptions {
  readonly messages: number
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
  readonly costs: readonly Cost[]
  readonly sizes: Sizes
}

export async function growth(options: GrowthOptions): Promise<number> {
  const { messages, say, save } = options
  const small = await measureStored(few, options)
  const large = await measureStored(messages, options)
  const { plan } = large
  say(
    `\n${whole(messages)} messages in ${whole(plan.conversations)} conversations, ${whole(plan.longest)} of them in one; the user is in ${whole(plan.ofOne)}\n`,
  )
  say(
    `${table([['', `p50 ms, ${whole(few)}`, `p50 ms, ${whole(messages)}`, 'times', 'CPU µs', 'CPU µs', 'times'], ...rowsOf(small, large)])}\n`,
  )
  say(`${table([['bytes per message', ''], ...sizeRows(large)])}\n`)
  say(`the read model was made of all of it in ${large.projectedSeconds.toFixed(1)} s`)
  if (save) say(`saved ${saveResult('growth', { settings: { messages }, small, large })}`)
  for (const remark of remarksOn(small, large)) say(remark)
  return 0
}

async function measureStored(messages: number, { progress }: GrowthOptions): Promise<Stored> {
  const plan = planOf(messages)
  using folder = new BenchFolder()
  await fill({ folder: folder.path, plan, progress: (done) => progress(`writing ${whole(done)} of ${whole(messages)} messages`) })
  progress(`${whole(messages)} messages: making the read model`)
  const projectedSeconds = await project(folder)
  progress(`${whole(messages)} messages: asking`)
  const costs = await ask(folder, plan)
  return { plan, projectedSeconds, costs, sizes: sizesOf(folder.path) }
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

function rowsOf(small: Stored, large: Stored): string[][] {
  return pairsOf(small, large).map(([few, many]) => [
    few.what,
    ...[few.p50Ms.toFixed(3), many.p50Ms.toFixed(3), (many.p50Ms / few.p50Ms).toFixed(2)],
    ...[whole(few.cpuUs), whole(many.cpuUs), (many.cpuUs / few.cpuUs).toFixed(2)],
  ])
}

function pairsOf(small: Stored, large: Stored): (readonly [Cost, Cost])[] {
  return small.costs.flatMap((few, index) => {
    const many = large.costs[index]
    return many === undefined ? [] : [[few, many] as const]
  })
}

function sizeRows({ plan, sizes }: Stored): string[][] {
  const each = sizes.map(([part, bytes]) => [part, bytes / plan.messages] as const).filter(([, bytes]) => bytes >= 0.05)
  return [...each, ['in all', bytesPerMessage({ plan, sizes })] as const].map(([part, bytes]) => [part, bytes.toFixed(1)])
}

function bytesPerMessage({ plan, sizes }: Pick<Stored, 'plan' | 'sizes'>): number {
  return sizes.reduce((sum, [, bytes]) => sum + bytes, 0) / plan.messages
}

function remarksOn(small: Stored, large: Stored): string[] {
  const slower = pairsOf(small, large).filter(([few, many]) => many.p50Ms > mostTimes * few.p50Ms)
  const remarks = slower.map(([few, many]) => `${few.what}: more than ${mostTimes} times, ${(many.p50Ms / few.p50Ms).toFixed(2)}`)
  const bytes = bytesPerMessage(large)
  return bytes > mostBytes ? [...remarks, `${bytes.toFixed(0)} bytes for a message, more than ${mostBytes}`] : remarks
}
