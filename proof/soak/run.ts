import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { figuresOf, type ProcessFigures, probeOptions } from '../../bench/observe/process.ts'
import { mintToken } from '../../bench/target.ts'
import { fewArenas, smallNursery } from '../../tools/launch/child.mjs'
import { Backend } from '../real/backend.ts'
import { castOf } from '../real/cast.ts'
import { Crowd } from '../real/crowd.ts'
import { seeded } from '../real/seeded.ts'
import { type Second, Series } from '../real/series.ts'
import { type Ports, ServerProcess } from '../real/server-process.ts'
import { makeKey } from '../real/world.ts'
import { BackendTraffic } from './backend-traffic.ts'
import { dialMixed } from './mixed-dial.ts'
import { type Sample, type Sampled, takeSample } from './sample.ts'

export interface SoakSettings {
  readonly minutes: number
  readonly seed: number
  readonly users: number
  /** What all people do in a second. */
  readonly rate: number
  /** Processes that hold connections for the server; what they take is not sampled. */
  readonly workers: number
  readonly main: string
  readonly folder: string
  readonly progress: (text: string) => void
}

export interface SoakResult {
  readonly seconds: number
  readonly series: readonly Second[]
  readonly samples: readonly Sample[]
  /** Before the first client came, and when the last was gone. */
  readonly before: ProcessFigures
  readonly after: ProcessFigures
  readonly signIns: number
  readonly requestsByHttp: number
  readonly compactions: number
  /** What somebody was answered that nobody may be. */
  readonly complaints: readonly string[]
  /** When it was asked to stop. */
  readonly exitCode: number | null
}

/**
 * As shipped, but for these: all phones come from one address and write to whom they like; and what may grow by design reaches its bound
 * while the run warms up: journal files are small, and fewer message ids are remembered.
 */
const configuration = {
  MAGPIE_OMTP_PORT: '0',
  MAGPIE_HTTP_PORT: '0',
  MAGPIE_LOG_LEVEL: 'warn',
  MAGPIE_CHAT_POLICY: 'anyone',
  MAGPIE_LIMITS_SIGN_IN_ATTEMPTS_PER_ADDRESS: '100000',
  MAGPIE_JOURNAL_SEGMENT_MIB: '2',
  MAGPIE_JOURNAL_KEY_BUDGET: '10000',
}
const weights = { cut: 4, sleep: 4, stall: 1 }
const mostSamples = 150
const leastPauseMs = 2000
const settlePatienceMs = 30_000
const settlePollMs = 500

/** A steady day of a server, cut short. */
export async function soak(settings: SoakSettings): Promise<SoakResult> {
  const { folder, main, workers } = settings
  const data = join(folder, 'data')
  mkdirSync(data, { recursive: true })
  const program = { main, data, env: { HOME: folder, ...configuration, MAGPIE_WORKERS: `${workers}` }, log: join(folder, 'server.log') }
  const server = new ServerProcess({ ...program, env: { ...fewArenas, ...program.env, NODE_OPTIONS: `${smallNursery} ${probeOptions}` } })
  const ports = await server.ports
  if (ports === undefined || server.pid === undefined) throw new Error(`the server did not start; see ${program.log}`)
  const key = await makeKey(program, 'soak')
  const sampled = { server, pid: server.pid, httpPort: ports.http, data }
  await takeSample(sampled, 0)
  const before = figuresOf(server.pid)
  const traffic = await liveOn(settings, { sampled, ports, backend: new Backend(key, async () => ports.http) })
  const after = await whenSettled(server.pid, before)
  server.signal('SIGTERM')
  const late = setTimeout(() => server.signal('SIGKILL'), settlePatienceMs)
  const { code } = await server.ended
  clearTimeout(late)
  return { ...traffic, before, after, exitCode: code }
}

interface Served {
  readonly sampled: Sampled
  readonly ports: Ports
  readonly backend: Backend
}

async function liveOn(settings: SoakSettings, { sampled, ports, backend }: Served) {
  const { seed, users, rate, minutes } = settings
  const random = seeded(seed)
  const cast = castOf(1, users, { earlier: [], random })
  const series = new Series()
  let began = performance.now()
  const seconds = () => (performance.now() - began) / 1000
  const crowd = new Crowd({
    ...{ cast, round: 1, rate, random, weights, dial: dialMixed(ports), clock: clockFrom(began) },
    token: (user) => mintToken(user, sampled.data),
    record: () => undefined,
    acknowledged: (ms) => series.acked(seconds(), ms),
  })
  await crowd.gather()
  const over = new AbortController()
  const traffic = new BackendTraffic(backend, cast, random)
  began = performance.now()
  crowd.start()
  const talking = traffic.run(over.signal)
  try {
    const samples = await sampleAllAlong(sampled, { seconds, until: minutes * 60, progress: settings.progress })
    return {
      ...{ seconds: seconds(), series: series.upTo(seconds()), samples },
      signIns: crowd.phones.reduce((sum, { tally }) => sum + tally.signIns, 0),
      ...{ requestsByHttp: traffic.asked, compactions: traffic.compactions },
      complaints: [...traffic.complaints, ...crowd.phones.flatMap(({ complaints }) => complaints)],
    }
  } finally {
    over.abort()
    crowd.stop()
    for (const phone of crowd.phones) phone.hangUp()
    await talking
  }
}

interface Sampling {
  readonly seconds: () => number
  readonly until: number
  readonly progress: (text: string) => void
}

async function sampleAllAlong(sampled: Sampled, { seconds, until, progress }: Sampling): Promise<Sample[]> {
  const stepMs = Math.max(leastPauseMs, (until * 1000) / mostSamples)
  const samples: Sample[] = []
  while (seconds() < until) {
    await pause(Math.min(stepMs, (until - seconds()) * 1000 + 1))
    const sample = await takeSample(sampled, seconds())
    samples.push(sample)
    progress(lineOf(sample))
  }
  return samples
}

function lineOf({ seconds, messages, heapUsed, rss, sockets }: Sample): string {
  const mebibytes = (bytes: number) => (bytes / 2 ** 20).toFixed(1)
  return `${seconds.toFixed(0).padStart(6)} s  ${messages} messages  heap ${mebibytes(heapUsed)} MiB  RSS ${mebibytes(rss)} MiB  ${sockets} sockets`
}

async function whenSettled(pid: number, before: ProcessFigures): Promise<ProcessFigures> {
  const end = performance.now() + settlePatienceMs
  for (;;) {
    const figures = figuresOf(pid)
    if (figures.sockets <= before.sockets || performance.now() > end) return figures
    await pause(settlePollMs)
  }
}

function clockFrom(began: number) {
  return {
    monotonic: () => performance.now() - began,
    after: (ms: number, run: () => void) => {
      const timer = setTimeout(run, ms)
      return { cancel: () => clearTimeout(timer) }
    },
  }
}
