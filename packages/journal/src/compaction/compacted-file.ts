import zlib from 'node:zlib'
import type { Disk, DiskFile } from '../disk/disk.ts'
import { batchStart, type FileHeader, fileHeaderBytes, sealBatch, writeFileHeader } from '../files/format.ts'
import { endOf, type RawBatch } from '../files/scan.ts'
import { Waypoints } from '../files/waypoints.ts'

/** Bytes that become durable at once: what the journal writes meanwhile waits for no more. */
const partBytes = 128 * 1024

/** A segment being written anew under another name. It has no header before `finish`. */
export class CompactedFile {
  readonly #file: DiskFile
  readonly #header: FileHeader
  readonly #start: Buffer
  readonly #waypoints: Waypoints
  #parts: Buffer[] = []
  #waiting = 0
  #written = fileHeaderBytes
  #chain: number
  #last: RawBatch['header'] | undefined

  /** `header`: of the segment as it is. */
  constructor(disk: Disk, path: string, header: FileHeader) {
    disk.remove(path)
    this.#file = disk.open(path, 'write-through')
    this.#header = header
    this.#start = batchStart(header.identity)
    this.#waypoints = new Waypoints(header.base)
    this.#chain = header.chain
  }

  /** Takes the place of `batch`; `bytes` are its records behind room for the header. Whether something was written. */
  add({ header }: RawBatch, bytes: Buffer): boolean {
    const { count, position, span } = header
    this.#waypoints.note(position, this.#written + this.#waiting)
    this.#chain = sealBatch(bytes, this.#start, { count, position, span, chain: this.#chain })
    this.#parts.push(bytes)
    this.#waiting += bytes.length
    this.#last = header
    return this.#flush(partBytes)
  }

  /** Makes it a whole segment; gives its length. */
  finish(): number {
    this.#flush(0)
    const waypoints = this.#waypoints.encode()
    this.#file.write(waypoints, this.#written)
    const { compacted: before, base } = this.#header
    const compacted = {
      end: this.#last === undefined ? base + fileHeaderBytes : endOf({ header: this.#last }),
      endChain: before?.endChain ?? this.#last?.checksum ?? this.#header.chain,
      lastChain: this.#chain,
      batchesEnd: this.#written,
      waypoints: zlib.crc32(waypoints),
    }
    this.#file.write(writeFileHeader({ ...this.#header, compacted }), 0)
    return this.#written + waypoints.length
  }

  close(): void {
    this.#file.close()
  }

  #flush(from: number): boolean {
    if (this.#waiting === 0 || this.#waiting < from) return false
    this.#file.write(Buffer.concat(this.#parts), this.#written)
    this.#written += this.#waiting
    this.#parts = []
    this.#waiting = 0
    return true
  }
}
