import { Child } from './child.ts'
import { addUsers } from './connections.ts'
import { BenchFolder } from './growth/folder.ts'
import { namesOfPairs } from './load/cast.ts'
import { cpuSecondsOf } from './load/cpu.ts'
import { type DoorName, doorNames } from './load/lines.ts'
import { makePairs } from './load/prepare.ts'
import type { TalkersOrder, TalkersReport, TalkersSettings } from './load/talkers.ts'
import { untilIdle } from './measure.ts'
import { figuresOf, probeOptions } from './observe/process.ts'
import { saveResult, spreadOf, table, whole } from './report.ts'
import { raised, type ServerTarget, startServer } from './target.ts'

// What does the same cost through another door?

export interface DoorsOptions {
  readonly seconds: number
  readonly runs: number
  readonly pairs: number
  readonly clients: number
  /** Names of doors, with commas between; all if left out. */
  readonly scenes: string | undefined
  readonly save: boolean
  readonly say: (text: string) => void
  readonly progress: (text: string) => void
}

interface Run {
  readonly door: DoorName
  readonly perSecond: number
  /** Acked messages per processor second of the server, until it has nothing left to do. */
  readonly perCpuSecond: number
  readonly generatorCores: number
  /** Resident, of a connection that does nothing. */
  readonly idleBytes: number
  readonly idleHeapBytes: number
}

const inFlight = 16
const warmUpSeconds = 3
/** Once compiled and allocated, it is of no connection. */
const firstGuests = 300

export async function doors(options: DoorsOptions): Promise<number> {
  const { runs, pairs, clients, say, save, progress } = options
  const doors = doorsNamed(options.scenes)
  const results: Run[] = []
  for (let run = 0; run < runs; run++) {
    for (const door of doors) {
      progress(`run ${run + 1} of ${runs}: ${door}`)
      results.push({ door, ...(await talk(door, options)), ...(await idle(door, clients)) })
    }
  }
  const rows = doors.map((door) => row(door, results))
  say(
    `${pairs} pairs, 100 bytes, ${inFlight} in flight, one generator in Node for all doors; ${clients} idle connections; medians of ${runs}\n`,
  )
  say(`${table([titles, ...rows])}\n`)
  if (save) say(`saved ${saveResult('doors', { settings: { pairs, clients, inFlight }, results })}`)
  return 0
}

function doorsNamed(names: string | undefined): readonly DoorName[] {
  if (names === undefined) return doorNames
  return names.split(',').map((name) => {
    const door = doorNames.find((each) => each === name)
    if (door === undefined) throw new Error(`there is no door ${name}: ${doorNames.join(', ')}`)
    return door
  })
}

async function talk(door: DoorName, { pairs, seconds }: DoorsOptions): Promise<Pick<Run, 'perSecond' | 'perCpuSecond' | 'generatorCores'>> {
  using target = await startServer()
  const names = namesOfPairs(pairs)
  await makePairs(target, names)
  using talkers = new Talkers(target, door)
  await talkers.order({ come: names.flat() })
  await talkers.order({ talk: { inFlight, seconds: warmUpSeconds } })
  const before = (await untilIdle(target.pid)).cpu
  const generatorBefore = cpuSecondsOf(talkers.pid)
  const { acked, delivered, seconds: took } = await talkers.order({ talk: { inFlight, seconds } })
  const generatorCores = (cpuSecondsOf(talkers.pid) - generatorBefore) / took
  const { cpu } = await untilIdle(target.pid)
  return { perSecond: acked / took, perCpuSecond: delivered / (cpu - before), generatorCores }
}

async function idle(door: DoorName, clients: number): Promise<Pick<Run, 'idleBytes' | 'idleHeapBytes'>> {
  using data = new BenchFolder()
  await addUsers(data, clients + firstGuests)
  using target = await startServer({ ...raised, NODE_OPTIONS: probeOptions }, { folder: data.path })
  using talkers = new Talkers(target, door)
  const names = Array.from({ length: clients + firstGuests }, (_, index) => `crowd${index}`)
  await talkers.order({ come: names.slice(0, firstGuests) })
  const empty = await memoryOf(target)
  await talkers.order({ come: names.slice(firstGuests) })
  const full = await memoryOf(target)
  return { idleBytes: (full.rss - empty.rss) / clients, idleHeapBytes: (full.heap - empty.heap) / clients }
}

async function memoryOf(target: ServerTarget): Promise<{ readonly rss: number; readonly heap: number }> {
  await untilIdle(target.pid)
  const { heapUsed, external } = await target.memory()
  await untilIdle(target.pid)
  return { rss: figuresOf(target.pid).rss, heap: heapUsed + external }
}

class Talkers implements Disposable {
  readonly #child = new Child('load/talkers')
  readonly #ready: Promise<unknown>

  constructor({ port, httpPort, folder }: ServerTarget, door: DoorName) {
    this.#ready = this.#child.ask({ port, httpPort, folder, door } satisfies TalkersSettings)
  }

  get pid(): number {
    return this.#child.pid
  }

  async order(what: TalkersOrder): Promise<TalkersReport> {
    await this.#ready
    return (await this.#child.ask(what)) as TalkersReport // as: it answers nothing else
  }

  [Symbol.dispose](): void {
    this.#child[Symbol.dispose]()
  }
}

const titles = ['door', 'messages/s', 'per CPU s', 'times OMTP/TCP', 'generator', 'idle, resident', 'of it heap', 'times OMTP/TCP']

function row(door: DoorName, results: readonly Run[]): string[] {
  const medianOf = (name: DoorName, value: (run: Run) => number) => spreadOf(results.filter((run) => run.door === name).map(value)).median
  const median = (value: (run: Run) => number) => medianOf(door, value)
  const overTcp = (value: (run: Run) => number) => median(value) / medianOf('omtp-tcp', value)
  return [
    door,
    whole(median(({ perSecond }) => perSecond)),
    whole(median(({ perCpuSecond }) => perCpuSecond)),
    times(1 / overTcp(({ perCpuSecond }) => perCpuSecond)),
    median(({ generatorCores }) => generatorCores).toFixed(2),
    `${whole(median(({ idleBytes }) => idleBytes))} B`,
    `${whole(median(({ idleHeapBytes }) => idleHeapBytes))} B`,
    times(overTcp(({ idleBytes }) => idleBytes)),
  ]
}

/** Without OMTP/TCP among the doors there is nothing to compare with. */
function times(ratio: number): string {
  return Number.isFinite(ratio) ? ratio.toFixed(2) : '–'
}
