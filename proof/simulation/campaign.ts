import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { faultKinds } from '@magpie-im/simulation'
import type { Report } from './worker.ts'

interface CampaignOptions {
  readonly seeds: number
  readonly from: number
  readonly workers: number
}

interface CampaignOutcome {
  readonly good: boolean
  readonly firstBad: number | undefined
  readonly verdict: string
}

/** From so many seeds on each kind of fault must have come. */
const enoughSeeds = 100
const progressMs = 5_000
const shownBad = 10

/** Many seeds, one after the other in each worker, with progress while it runs and a table in the end. */
export async function campaign({ seeds, from, workers }: CampaignOptions): Promise<CampaignOutcome> {
  const began = performance.now()
  const tally = new Tally()
  const perMinute = () => Math.round((tally.seeds * 60_000) / (performance.now() - began))
  const progress = setInterval(() => {
    say(`${tally.seeds} of ${seeds} seeds, ${perMinute()} a minute, ${tally.faultsInAll} faults, ${tally.bad.length} bad`)
  }, progressMs)
  let next = from
  const take = () => (next < from + seeds ? next++ : undefined)
  try {
    await Promise.all(Array.from({ length: Math.max(1, workers) }, () => work(take, (report) => tally.add(report))))
  } finally {
    clearInterval(progress)
  }
  const seconds = Math.round((performance.now() - began) / 1000)
  say(tally.table())
  const missing = seeds >= enoughSeeds ? faultKinds.filter((kind) => (tally.faults.get(kind) ?? 0) === 0) : []
  const rate = `${tally.seeds} seeds from ${from} in ${seconds} s (${perMinute()} a minute)`
  return { good: tally.bad.length === 0 && missing.length === 0, firstBad: tally.bad[0]?.seed, verdict: verdict(rate, tally, missing) }
}

function verdict(rate: string, { bad, sums, faultsInAll }: Tally, missing: readonly string[]): string {
  const figures = `${sums.get('acked') ?? 0} messages acknowledged, ${faultsInAll} faults, ${sums.get('starts') ?? 0} starts`
  if (missing.length > 0) return `simulation: BAD, these faults never came: ${missing.join(', ')}; ${rate}`
  if (bad.length === 0) return `simulation: CLEAN, ${rate}; ${figures}`
  const named = bad.slice(0, shownBad).map(({ seed, wrongs }) => `${seed} (${wrongs[0]?.rule})`)
  return `simulation: BAD, ${bad.length} of ${rate}: ${named.join(', ')}; npm run simulate -- --seed ${bad[0]?.seed}`
}

class Tally {
  seeds = 0
  readonly faults = new Map<string, number>()
  readonly sums = new Map<string, number>()
  readonly bad: Report[] = []

  get faultsInAll(): number {
    return [...this.faults.values()].reduce((sum, count) => sum + count, 0)
  }

  add(report: Report): void {
    this.seeds++
    for (const [kind, count] of report.faults) this.faults.set(kind, (this.faults.get(kind) ?? 0) + count)
    for (const [name, value] of Object.entries(report.figures)) this.sums.set(name, (this.sums.get(name) ?? 0) + value)
    if (report.wrongs.length === 0) return
    this.bad.push(report)
    this.bad.sort((a, b) => a.seed - b.seed)
    for (const { rule, detail } of report.wrongs.slice(0, 3)) say(`seed ${report.seed}: ${rule}: ${detail}`)
  }

  table(): string {
    const rows = [...faultKinds.map((kind) => [kind, this.faults.get(kind) ?? 0] as const), ['', undefined] as const, ...this.sums]
    return rows
      .map(([name, value]) => `  ${name.padEnd(20)}${value === undefined ? '' : String(Math.round(value)).padStart(10)}`)
      .join('\n')
  }
}

/** One process, given one seed after the other. Rejects when it dies. */
function work(take: () => number | undefined, add: (report: Report) => void): Promise<void> {
  const child: ChildProcess = fork(fileURLToPath(new URL('./worker.ts', import.meta.url)), { stdio: 'inherit' })
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  let seed: number | undefined
  const giveNext = () => {
    seed = take()
    if (seed === undefined) child.disconnect()
    else child.send(seed)
  }
  child.on('message', (message: Report | 'ready') => {
    if (message !== 'ready') add(message)
    giveNext()
  })
  child.on('exit', (code) => {
    if (seed === undefined) resolve()
    else reject(new Error(`the process that lived seed ${seed} ended with code ${code}`))
  })
  return promise
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
