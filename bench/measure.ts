import { setTimeout as pause } from 'node:timers/promises'
import { cpuSecondsOf, cpuSecondsOfMachine, threadSecondsOf, waitedSecondsOf } from './load/cpu.ts'
import { type FlowResult, generate, type Moment, wrongIn } from './load/generate.ts'
import type { Flow, Plan } from './load/plan.ts'
import { BacklogWatch } from './observe/backlog.ts'
import type { Target } from './target.ts'

export interface Load {
  /** Who is signed in. */
  readonly users: readonly string[]
  readonly flows: readonly Flow[]
  readonly seconds: number
}

/** What was true of the measured seconds. */
export interface Measurement {
  readonly seconds: number
  readonly acked: number
  readonly delivered: number
  readonly flows: readonly FlowResult[]
  /** Processor seconds per second. */
  readonly serverCores: number
  /** Processor seconds of each thread of the server, by its name as Linux has it. */
  readonly threadSeconds: Readonly<Record<string, number>>
  readonly generatorCores: number
  /** Share of the time in which the server's main thread had something to do and no processor to do it on. */
  readonly waiting: number
  /** Of the rest of the machine. */
  readonly otherCores: number
  /** Processor seconds of the server from the begin until it had nothing left to do, and what it did for them. */
  readonly serverCpuSeconds: number
  readonly ackedInAll: number
  readonly deliveredInAll: number
  /** How long its read model was behind at worst, and how long after the last ack it had caught up. */
  readonly behindSeconds: number
  readonly settleSeconds: number
  /** How long it took to connect and sign everybody in. */
  readonly openSeconds: number
  /** Of those sent from the start on, how many were refused, never came, or came out of order. */
  readonly wrong: number
}

const warmUpSeconds = 2
const drainSeconds = 20

export async function measure(target: Target, load: Load, progress: (moment: Moment) => void): Promise<Measurement> {
  const { pid, httpPort } = target
  const plan = planOf(target, load)
  const backlog = httpPort === undefined ? undefined : new BacklogWatch(httpPort)
  const started = performance.now()
  const seen = new Map<string, Snapshot>()
  let last: Moment | undefined
  const flows = await generate(plan, (name, moment) => {
    seen.set(name, snapshot(pid, moment))
    if (name === 'progress') progress(difference(last ?? moment, moment))
    if (name === 'progress' || name === 'begin') last = moment
  })
  const settled = (await backlog?.settle()) ?? { behindSeconds: 0, settleSeconds: 0 }
  const { cpu } = await untilIdle(pid)
  const [begin, end] = [seen.get('begin'), seen.get('end')]
  if (begin === undefined || end === undefined) throw new Error('the load generator did not say when it measured')
  const openSeconds = ((seen.get('ready')?.at ?? Number.NaN) - started) / 1000
  return { ...settled, ...between(begin, end), ...countsOf(flows), serverCpuSeconds: cpu - begin.serverCpu, openSeconds, flows }
}

export function planOf({ port, token }: Target, { users, flows, seconds }: Load): Plan {
  return { port, warmUpSeconds, seconds, drainSeconds, users: users.map((name) => ({ name, token: token(name) })), flows }
}

interface Snapshot {
  readonly at: number
  readonly moment: Moment
  readonly serverCpu: number
  readonly threads: ReadonlyMap<string, number>
  readonly machineCpu: number
  readonly waited: number
}

function snapshot(pid: number, moment: Moment): Snapshot {
  const cpu = { serverCpu: cpuSecondsOf(pid), threads: threadSecondsOf(pid), machineCpu: cpuSecondsOfMachine() }
  return { at: performance.now(), moment, ...cpu, waited: waitedSecondsOf(pid) }
}

function between(begin: Snapshot, end: Snapshot) {
  const { seconds, cpuSeconds, acked, delivered } = difference(begin.moment, end.moment)
  const serverCores = (end.serverCpu - begin.serverCpu) / seconds
  const generatorCores = cpuSeconds / seconds
  const otherCores = Math.max(0, (end.machineCpu - begin.machineCpu) / seconds - serverCores - generatorCores)
  const waiting = (end.waited - begin.waited) / seconds
  const threads = [...end.threads].map(([name, cpu]) => [name, cpu - (begin.threads.get(name) ?? 0)] as const)
  return { seconds, acked, delivered, serverCores, threadSeconds: Object.fromEntries(threads), generatorCores, otherCores, waiting }
}

function difference(before: Moment, after: Moment): Moment {
  return {
    seconds: after.seconds - before.seconds,
    cpuSeconds: after.cpuSeconds - before.cpuSeconds,
    acked: after.acked - before.acked,
    delivered: after.delivered - before.delivered,
  }
}

function countsOf(flows: readonly FlowResult[]) {
  const total = (count: (flow: FlowResult) => number) => flows.reduce((sum, flow) => sum + count(flow), 0)
  return {
    ackedInAll: total(({ ackedInAll }) => ackedInAll),
    deliveredInAll: total(({ deliveredInAll }) => deliveredInAll),
    wrong: total(wrongIn),
  }
}

const stepMs = 250
const restlessSeconds = 0.03
const longestMs = 60_000

/** Looks until a step goes by with next to no work, and says when that step began. */
export async function untilIdle(pid: number): Promise<{ readonly cpu: number; readonly at: number }> {
  const end = performance.now() + longestMs
  for (;;) {
    const [before, at] = [cpuSecondsOf(pid), performance.now()]
    await pause(stepMs)
    const cpu = cpuSecondsOf(pid)
    if (cpu - before < restlessSeconds || at > end) return { cpu, at }
  }
}
