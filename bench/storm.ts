import { setTimeout as pause } from 'node:timers/promises'
import type { Fared, HonestSettings } from './abuse/honest.ts'
import { Child } from './child.ts'
import { cpuSecondsOf } from './load/cpu.ts'
import type { CrowdOrder, CrowdReport, CrowdSettings } from './load/crowd.ts'
import { untilIdle } from './measure.ts'
import { saveResult, spreadOf, table, whole } from './report.ts'
import { raised, startServer } from './target.ts'

// What does it cost when very many users sign in at one moment, and what do those notice who are signed in?

export interface StormOptions {
  readonly clients: number
  readonly runs: number
  readonly pairs: number
  readonly save: boolean
  readonly say: (text: string) => void
  readonly progress: (text: string) => void
}

interface Run {
  /** Complete sign-ins: connected, token checked, list of conversations. */
  readonly perCpuSecond: number
  readonly serverCpu: number
  /** Until all were in. */
  readonly ms: number
  readonly p99: number
  readonly quiet: Fared
  readonly others: Fared
  readonly failures: readonly string[]
}

const quietMs = 5_000
/** They stand for many machines far away. */
const niceness = 10

export async function storm(options: StormOptions): Promise<number> {
  const { runs, clients, pairs, say, save } = options
  const results: Run[] = []
  for (let run = 0; run < runs; run++) {
    options.progress(`run ${run + 1} of ${runs}`)
    results.push(await measureStorm(options))
  }
  const { median, least, most } = spreadOf(results.map(({ perCpuSecond }) => perCpuSecond))
  say(`${clients} clients connect, sign in and sync at once, beside ${pairs} pairs who write 5 messages a second each\n`)
  say(`${table([titles, ...results.map(row)])}\n`)
  say(`${whole(median)} sign-ins per CPU second of the server (${whole(least)} to ${whole(most)})`)
  if (save) say(`saved ${saveResult('storm', { settings: { clients, pairs }, results })}`)
  return results.some(({ others, quiet }) => others.errors.length + quiet.errors.length > 0) ? 1 : 0
}

async function measureStorm({ clients, pairs }: StormOptions): Promise<Run> {
  using target = await startServer(raised)
  const { pid, port, folder } = target
  using crowd = new Child('load/crowd', niceness)
  using honest = new Child('abuse/honest')
  const order = async (what: CrowdOrder) => (await crowd.ask(what)) as CrowdReport // as: it answers nothing else
  const fare = async () => ((await honest.ask({})) as { fared: Fared }).fared // as: it answers nothing else
  await crowd.ask({ port, folder, users: clients } satisfies CrowdSettings)
  // Who signs in for the first time is created by it, and code that runs for the first time is compiled.
  await order({ come: { atATime: 100, guests: clients } })
  await untilIdle(pid)
  await honest.ask({ port, folder, pairs } satisfies HonestSettings)
  await pause(quietMs)
  await fare()
  const [began, cpuBefore] = [performance.now(), cpuSecondsOf(pid)]
  await pause(quietMs)
  const quiet = await fare()
  const coresOfOthers = (cpuSecondsOf(pid) - cpuBefore) / ((performance.now() - began) / 1000)
  const [cpu, at] = [cpuSecondsOf(pid), performance.now()]
  const { ms, p99, failures } = await order({ come: { atATime: clients } })
  const others = await fare()
  await pause(settleMs)
  const serverCpu = cpuSecondsOf(pid) - cpu - (coresOfOthers * (performance.now() - at)) / 1000
  return { perCpuSecond: clients / serverCpu, serverCpu, ms, p99, quiet, others, failures }
}

/** The read model follows within this. */
const settleMs = 2_000

const titles = ['run', 'per CPU s', 'server CPU', 'all in', 'p99', 'others quiet p99', 'in the storm', 'ratio', 'errors', 'came back']

function row({ perCpuSecond, serverCpu, ms, p99, quiet, others, failures }: Run, index: number): string[] {
  return [
    ...[`${index + 1}`, whole(perCpuSecond), `${serverCpu.toFixed(2)} s`, `${(ms / 1000).toFixed(2)} s`, `${whole(p99)} ms`],
    ...[`${quiet.p99.toFixed(1)} ms`, `${others.p99.toFixed(1)} ms`, (others.p99 / quiet.p99).toFixed(1)],
    ...[`${others.errors.length}`, failures.join('; ')],
  ]
}
