import { setTimeout as pause } from 'node:timers/promises'
import { Child } from './child.ts'
import { BenchFolder } from './growth/folder.ts'
import { cpuSecondsOf } from './load/cpu.ts'
import type { CrowdOrder, CrowdReport, CrowdSettings } from './load/crowd.ts'
import { untilIdle } from './measure.ts'
import { figuresOf, probeOptions } from './observe/process.ts'
import { saveResult, spreadOf, table, whole } from './report.ts'
import { raised, startServer } from './target.ts'

// What does a connection cost that somebody is signed in on and that does nothing but keep alive?

export interface ConnectionsOptions {
  readonly clients: number
  readonly runs: number
  readonly seconds: number
  readonly save: boolean
  readonly say: (text: string) => void
  readonly progress: (text: string) => void
}

interface Run {
  /** Resident, of the server, when its garbage is collected. */
  readonly bytes: number
  readonly heapBytes: number
  /** The same as bytes without asking for a collection. */
  readonly untouchedBytes: number
  /** Bytes resident in all, with all connections and without them. */
  readonly full: number
  readonly empty: number
  /** Cores of the server while all keep alive, and before anybody came. */
  readonly cores: number
  readonly emptyCores: number
  readonly pongs: number
  readonly failures: readonly string[]
}

/** As the SDKs do. */
const pingEveryMs = 25_000
const atATime = 100

export async function connections(options: ConnectionsOptions): Promise<number> {
  const { runs, clients, say, save } = options
  const results: Run[] = []
  for (let run = 0; run < runs; run++) {
    options.progress(`run ${run + 1} of ${runs}`)
    results.push(await measureConnections(options))
  }
  say(`${clients} connections that are signed in, have synced, and ping every ${pingEveryMs / 1000} s\n`)
  say(`${table([titles, ...results.map(row)])}\n`)
  const { median, least, most } = spreadOf(results.map(({ bytes }) => bytes))
  say(`${whole(median)} bytes resident per connection (${whole(least)} to ${whole(most)})`)
  if (save) say(`saved ${saveResult('connections', { settings: { clients }, results })}`)
  return results.some(({ failures }) => failures.length > 0) ? 1 : 0
}

async function measureConnections({ clients, seconds }: ConnectionsOptions): Promise<Run> {
  using data = new BenchFolder()
  await addUsers(data, clients)
  using target = await startServer({ ...raised, NODE_OPTIONS: probeOptions }, { folder: data.path })
  const { pid, port, folder } = target
  using crowd = new Child('load/crowd')
  const order = async (what: CrowdOrder) => (await crowd.ask(what)) as CrowdReport // as: it answers nothing else
  await crowd.ask({ port, folder, users: clients } satisfies CrowdSettings)
  // What is compiled and allocated once is not of any connection.
  await order({ come: { atATime, guests: firstGuests } })
  await untilIdle(pid)
  const emptyHeap = await target.memory()
  await untilIdle(pid)
  const empty = figuresOf(pid).rss
  const emptyCores = await coresDuring(pid, () => pause(idleMs))
  const { failures } = await order({ come: { atATime } })
  await untilIdle(pid)
  const untouched = figuresOf(pid).rss
  const heap = await target.memory()
  await untilIdle(pid)
  const full = figuresOf(pid).rss
  let pongs = 0
  const cores = await coresDuring(pid, async () => {
    ;({ pongs } = await order({ ping: { everyMs: pingEveryMs, forMs: seconds * 1000 } }))
  })
  const per = (bytes: number) => bytes / clients
  return {
    bytes: per(full - empty),
    heapBytes: per(heap.heapUsed + heap.external - emptyHeap.heapUsed - emptyHeap.external),
    untouchedBytes: per(untouched - empty),
    ...{ full, empty, cores, emptyCores, pongs, failures },
  }
}

/** Accounts are not of any connection either, nor is the memory that was taken to make them. */
export async function addUsers(data: BenchFolder, users: number): Promise<void> {
  using target = await data.serve()
  using crowd = new Child('load/crowd')
  await crowd.ask({ port: target.port, folder: target.folder, users } satisfies CrowdSettings)
  await crowd.ask({ come: { atATime, guests: users } } satisfies CrowdOrder)
  await target.end()
}

const firstGuests = 500
const idleMs = 3_000

async function coresDuring(pid: number, run: () => Promise<unknown>): Promise<number> {
  const [began, cpu] = [performance.now(), cpuSecondsOf(pid)]
  await run()
  return (cpuSecondsOf(pid) - cpu) / ((performance.now() - began) / 1000)
}

const titles = ['run', 'resident', 'of it heap', 'uncollected', 'in all', 'empty', 'cores', 'cores empty', 'pongs', 'came back']

const mebibytes = (bytes: number) => `${(bytes / 1_048_576).toFixed(0)} MiB`

function row({ bytes, heapBytes, untouchedBytes, full, empty, cores, emptyCores, pongs, failures }: Run, index: number): string[] {
  return [
    ...[`${index + 1}`, `${whole(bytes)} B`, `${whole(heapBytes)} B`, `${whole(untouchedBytes)} B`, mebibytes(full), mebibytes(empty)],
    ...[cores.toFixed(3), emptyCores.toFixed(3), whole(pongs), failures.join('; ')],
  ]
}
