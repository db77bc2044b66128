import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { scrape, sumOf } from '../../bench/observe/metrics.ts'
import { figuresOf, type Left, type ProcessFigures } from '../../bench/observe/process.ts'
import type { ServerProcess } from '../real/server-process.ts'

/** The server at one moment. Sizes in bytes. */
export interface Sample extends ProcessFigures {
  /** Since the traffic began. */
  readonly seconds: number
  /** Durable messages since the server's start. */
  readonly messages: number
  /** Before garbage was collected. */
  readonly heapBefore: number
  /** After. */
  readonly heapUsed: number
  readonly external: number
  readonly arrayBuffers: number
  /** Since the sample before, 99 of 100. */
  readonly loopDelayMs: number
  /** Of records, without the room that is allocated ahead. */
  readonly journalWritten: number
  readonly journalFiles: number
  readonly database: number
  readonly readModelLag: number
}

export interface Sampled {
  readonly server: ServerProcess
  readonly pid: number
  readonly httpPort: number
  readonly data: string
}

export async function takeSample({ server, pid, httpPort, data }: Sampled, seconds: number): Promise<Sample> {
  const metrics = await scrape(httpPort)
  const left = (await server.ask('collect')) as Left // as: what the probe sends
  return {
    seconds,
    messages: sumOf(metrics, 'magpie_messages_total'),
    heapBefore: sumOf(metrics, 'nodejs_heap_size_used_bytes'),
    heapUsed: left.heapUsed,
    external: left.external,
    arrayBuffers: left.arrayBuffers,
    ...figuresOf(pid),
    loopDelayMs: sumOf(metrics, 'nodejs_eventloop_lag_p99_seconds') * 1000,
    journalWritten: sumOf(metrics, 'magpie_journal_position_bytes'),
    journalFiles: sizeOf(join(data, 'journal'), () => true),
    database: sizeOf(data, (name) => name.startsWith('magpie.db')),
    readModelLag: sumOf(metrics, 'magpie_projector_lag_bytes'),
  }
}

function sizeOf(folder: string, counts: (name: string) => boolean): number {
  return readdirSync(folder)
    .filter(counts)
    .reduce((sum, name) => sum + (statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0), 0)
}
