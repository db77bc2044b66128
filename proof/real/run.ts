import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Finding } from '@magpie-im/checker'
import type { Tally } from '@magpie-im/phone'
import { type Cast, castOf } from './cast.ts'
import { keepEvidence } from './evidence.ts'
import { type Fault, type FaultName, faultNames } from './faults.ts'
import { playRound, type RoundResult } from './round.ts'
import { type Random, seeded } from './seeded.ts'
import { type Second, Series } from './series.ts'
import { runCommand } from './server-process.ts'
import { openWorld, type World } from './world.ts'

export interface RunSettings {
  readonly minutes: number
  readonly seed: number
  readonly users: number
  /** Deeds a second of all phones together; most are messages. */
  readonly rate: number
  /** Processes that hold connections for the server. */
  readonly workers: number
  readonly main: string
  readonly folder: string
  readonly progress: (text: string) => void
}

export interface RoundFigures {
  readonly round: number
  readonly users: number
  readonly conversations: number
  readonly events: number
  readonly tally: Readonly<Tally>
  readonly compactions: number
  readonly seconds: number
  readonly findings: readonly Finding[]
  readonly troubles: readonly string[]
}

export interface RunResult {
  readonly seconds: number
  readonly rounds: readonly RoundFigures[]
  readonly faults: readonly Fault[]
  readonly series: readonly Second[]
  /** Found when everything was read once more, at the stop, and by the examination of the data folder. */
  readonly afterwards: readonly string[]
  readonly messagesReadBack: number
  readonly startsPrevented: number
  /** How long each start took until the server listened. */
  readonly startsMs: readonly number[]
}

const roundMs = 40_000
const leastRoundMs = 8000
/** What a round takes besides the time in which things are broken. */
const calm = 0.3
const earlierUsers = 60

export class Run {
  readonly #settings: RunSettings
  readonly #random: Random
  readonly #began = performance.now()
  readonly #series = new Series()
  readonly #faults: Fault[] = []
  readonly #rounds: RoundFigures[] = []
  #earlier: string[] = []
  #acked = 0

  constructor(settings: RunSettings) {
    this.#settings = settings
    this.#random = seeded(settings.seed)
  }

  async play(): Promise<RunResult> {
    const { minutes, folder } = this.#settings
    const world = await openWorld({ ...this.#settings, random: this.#random })
    const end = minutes * 60
    const timer = setInterval(() => this.#tell(), 5000)
    try {
      do await this.#playRound(world, Math.max(leastRoundMs, Math.min(roundMs, (end - this.#seconds) * 1000 * (1 - calm))))
      while (end - this.#seconds > leastRoundMs / 1000 / (1 - calm))
    } finally {
      clearInterval(timer)
    }
    const series = this.#series.upTo(this.#seconds)
    const afterwards = await this.#lookBack(world)
    if (afterwards.length === 0 && this.#isClean) rmSync(join(folder, 'data'), { recursive: true, force: true })
    return {
      ...{ seconds: this.#seconds, rounds: this.#rounds, faults: this.#faults, series, afterwards },
      messagesReadBack: world.archive.messages,
      startsPrevented: world.supervisor.prevented,
      startsMs: world.supervisor.startsMs,
    }
  }

  get #seconds(): number {
    return (performance.now() - this.#began) / 1000
  }

  get #isClean(): boolean {
    return this.#rounds.every(({ findings, troubles }) => findings.length + troubles.length === 0)
  }

  async #playRound(world: World, ms: number): Promise<void> {
    const { users, rate, folder } = this.#settings
    const round = this.#rounds.length + 1
    const cast = castOf(round, users, { earlier: this.#earlier, random: this.#random })
    const began = this.#seconds
    const result = await playRound(world, {
      ...{ round, cast, ms, rate, random: this.#random },
      clock: this.#clock,
      acknowledged: (latency) => {
        this.#acked++
        this.#series.acked(this.#seconds, latency)
      },
      happened: (name, at) => this.#happened(name, at),
    })
    const figures = figuresOf(round, cast, result)
    this.#rounds.push({ ...figures, seconds: this.#seconds - began })
    if (result.findings.length + result.troubles.length > 0) keepEvidence(folder, round, result)
    this.#earlier = [...this.#earlier, ...cast.users.filter((user) => user.startsWith(`r${round}u`))].slice(-earlierUsers)
    this.#tell()
  }

  readonly #clock = {
    monotonic: () => performance.now() - this.#began,
    after: (ms: number, run: () => void) => {
      const timer = setTimeout(run, ms)
      return { cancel: () => clearTimeout(timer) }
    },
  }

  #happened(name: FaultName, began: number): void {
    const seconds = (ms: number) => Math.round(ms) / 1000
    this.#faults.push({ name, at: seconds(began - this.#began), lasting: seconds(performance.now() - began) })
  }

  #tell(): void {
    const count = (name: FaultName) => this.#faults.filter((fault) => fault.name === name).length
    const findings = this.#rounds.reduce((sum, round) => sum + round.findings.length + round.troubles.length, 0)
    const faults = faultNames.map((name) => `${count(name)} ${name}`).join(', ')
    this.#settings.progress(
      `${this.#seconds.toFixed(0).padStart(5)} s  round ${this.#rounds.length + 1}  ${this.#acked} acked  ${faults}  ${findings} findings`,
    )
  }

  /** Nothing may have been lost by what came after a round. */
  async #lookBack(world: World): Promise<string[]> {
    const { supervisor, archive, program, proxy, disk } = world
    const { progress } = this.#settings
    const found = await archive.compare((done, of) => done % 100 === 0 && progress(`read back ${done} of ${of} conversations`))
    const code = await supervisor.stop()
    if (code !== 0) found.push(`the server stopped with code ${code}`)
    const { code: verdict, output } = await runCommand(program, 'doctor')
    if (verdict !== 0) found.push(`doctor: ${output.trim()}`)
    progress(output.trim().split('\n').at(-1) ?? '')
    proxy.close()
    disk.close()
    return [...found, ...world.troubles.splice(0)]
  }
}

function figuresOf(round: number, { users, pairs, groups }: Cast, { history, ...result }: RoundResult): Omit<RoundFigures, 'seconds'> {
  return { round, users: users.length, conversations: pairs.length + groups.length, events: history.length, ...result }
}
