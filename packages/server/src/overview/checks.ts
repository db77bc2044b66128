import { statfs } from 'node:fs/promises'
import type { Check } from '@magpie-im/http'
import type { Position } from '@magpie-im/model'
import type { Compactions } from '@magpie-im/services'
import { readiness, type Standing } from '../health.ts'

interface Checked {
  readonly standing: Standing & { readonly journal: { readonly failures: number; readonly durable: Position } }
  readonly compactions: Pick<Compactions, 'lastDone'>
  readonly overload: { readonly level: number }
  readonly signIns: { readonly unrecorded: number }
  /** The data folder. */
  readonly folder: string
}

const mebibyte = 1_048_576
const leastFree = 0.05

/** What can be seen of a running server; comparing journal and read model takes a stopped one. */
export async function check({ standing, compactions, overload, signIns, folder }: Checked): Promise<readonly Check[]> {
  const { ready, reasons } = readiness(standing)
  const { failures, durable } = standing.journal
  const lag = Math.max(0, durable - standing.readModel.watermark())
  const damaged = compactions.lastDone?.damaged ?? 0
  return [
    { name: 'ready', good: ready, detail: ready ? 'clients can be sent here' : reasons.join('; ') },
    { name: 'journal', good: failures === 0, detail: `${failures} failed writes since the start; ${mib(durable)} MiB are durable` },
    { name: 'read-model', good: lag < 8 * mebibyte, detail: `${mib(lag)} MiB behind the journal` },
    { name: 'segments', good: damaged === 0, detail: damaged === 0 ? 'the last compaction found no damage' : `${damaged} are damaged` },
    {
      name: 'overload',
      good: overload.level === 0,
      detail: ['nothing is refused', 'sign-ins are refused', 'sign-ins and sends are refused'][overload.level] ?? '',
    },
    { name: 'sign-in-records', good: signIns.unrecorded === 0, detail: `${signIns.unrecorded} attempts have no record` },
    await disk(folder),
  ]
}

async function disk(folder: string): Promise<Check> {
  const { bavail, blocks, bsize } = await statfs(folder)
  const share = bavail / Math.max(blocks, 1)
  return { name: 'disk', good: share >= leastFree, detail: `${mib(bavail * bsize)} MiB are free, ${Math.floor(share * 100)} %` }
}

function mib(bytes: number): number {
  return Math.round(bytes / mebibyte)
}
