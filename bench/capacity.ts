import { readFileSync } from 'node:fs'
import { Child } from './child.ts'
import { childrenOf } from './load/cpu.ts'
import type { CrowdOrder, CrowdReport, CrowdSettings } from './load/crowd.ts'
import { untilIdle } from './measure.ts'
import { scrape } from './observe/metrics.ts'
import { figuresOf } from './observe/process.ts'
import { saveResult, table, whole } from './report.ts'
import { raised, startServer } from './target.ts'

// Do worker processes hold more connections than one process may have files, and what does a connection take then?

export interface CapacityOptions {
  readonly save: boolean
  readonly say: (text: string) => void
  readonly progress: (text: string) => void
}

const workers = 2
/** Leaves room for what a process has open besides, and for chance, which spreads connections over workers. */
const perWorker = 19_000
const atATime = 100
const pingMs = 20_000

export async function capacity({ say, save, progress }: CapacityOptions): Promise<number> {
  using target = await startServer({ ...raised, MAGPIE_WORKERS: `${workers}` })
  const { pid, port, httpPort, folder } = target
  const processes = () => [pid, ...childrenOf(pid)].map((each) => figuresOf(each).rss)
  await untilIdle(pid)
  const empty = processes()
  // A generator has no more files than a worker.
  using crowds = new DisposableStack()
  const all = Array.from({ length: workers }, () => crowds.use(new Child('load/crowd')))
  const tell = async (order: CrowdOrder) => (await Promise.all(all.map((crowd) => crowd.ask(order)))) as CrowdReport[] // as: it answers nothing else
  for (const [index, crowd] of all.entries()) {
    await crowd.ask({ port, folder, users: perWorker, first: index * perWorker } satisfies CrowdSettings)
  }
  progress(`${whole(workers * perWorker)} users sign in`)
  const came = await tell({ come: { atATime } })
  await untilIdle(pid)
  const full = processes()
  const metrics = await scrape(httpPort)
  const held = [...metrics].filter(([name]) => name.startsWith('magpie_worker_connections')).map(([, count]) => count)
  const pinged = await tell({ ping: { everyMs: pingMs, forMs: pingMs } })
  const clients = workers * perWorker
  const pongs = pinged.reduce((sum, report) => sum + report.pongs, 0)
  say(`${whole(clients)} users signed in on ${workers} workers, of which no process may open more than ${openFilesOf(pid)} files\n`)
  const rows = full.map((rss, index) => {
    const connections = index === 0 ? clients : (held[index - 1] ?? 0)
    return [index === 0 ? 'server' : `worker ${index}`, whole(connections), whole((rss - (empty[index] ?? 0)) / connections)]
  })
  say(`${table([['', 'connections', 'bytes resident per connection'], ...rows])}\n`)
  const failures = came.flatMap((report) => report.failures)
  say(`${whole(pongs)} of ${whole(clients)} pings were answered within ${pingMs / 1000} s; ${failures.length} had to come back`)
  if (save) say(`saved ${saveResult('capacity', { settings: { workers, clients }, rows, pongs, failures })}`)
  return failures.length === 0 && pongs >= clients * leastAnswered ? 0 : 1
}

/** The last pings may still be on their way. */
const leastAnswered = 0.99

function openFilesOf(pid: number): string {
  return /^Max open files\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/limits`, 'utf8'))?.[1] ?? 'unknown'
}
