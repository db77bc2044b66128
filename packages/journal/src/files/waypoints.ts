import zlib from 'node:zlib'
import type { Position } from '@magpie-im/model'
import type { DiskFile } from '../disk/disk.ts'
import { viewOf } from '../record/byte-writer.ts'
import type { Compacted } from './format.ts'

const everyBytes = 64 * 1024
const entryBytes = 8

/** Where batches of a compacted segment lie, one for every 64 KiB: a position leads to a short scan. */
export class Waypoints {
  readonly #base: Position
  readonly #entries: { readonly at: number; readonly from: number }[]

  constructor(base: Position, entries: { readonly at: number; readonly from: number }[] = []) {
    this.#base = base
    this.#entries = entries
  }

  /** Batches are noted in order. */
  note(position: Position, at: number): void {
    const last = this.#entries.at(-1)
    if (last === undefined || at - last.at >= everyBytes) this.#entries.push({ at, from: position - this.#base })
  }

  /** Offset of the last noted batch at `position` or before. */
  before(position: Position): number | undefined {
    return this.#entries.findLast(({ from }) => from <= position - this.#base)?.at
  }

  encode(): Buffer {
    const bytes = Buffer.alloc(this.#entries.length * entryBytes)
    this.#entries.forEach(({ at, from }, i) => {
      bytes.writeUInt32LE(at, i * entryBytes)
      bytes.writeUInt32LE(from, i * entryBytes + 4)
    })
    return bytes
  }
}

/** Nothing when they are not what was written. */
export function readWaypoints(file: DiskFile, base: Position, { batchesEnd, waypoints }: Compacted): Waypoints | undefined {
  const length = file.size() - batchesEnd
  if (length < 0) return undefined
  const bytes = new Uint8Array(length)
  file.read(bytes, batchesEnd)
  if (bytes.length % entryBytes !== 0 || zlib.crc32(bytes) !== waypoints) return undefined
  const view = viewOf(bytes)
  const count = bytes.length / entryBytes
  const entry = (i: number) => ({ at: view.getUint32(i * entryBytes, true), from: view.getUint32(i * entryBytes + 4, true) })
  return new Waypoints(
    base,
    Array.from({ length: count }, (_, i) => entry(i)),
  )
}
