import path from 'node:path'
import zlib from 'node:zlib'
import type { Disk, DiskFile } from '../disk/disk.ts'
import type { KeyHash } from '../record/frame.ts'
import { fillFilter, filterBytes } from './filter.ts'

const magic = 0x4b4a504d // 'MPJK'
const version = 1
const blockBytes = 4096
const entryBytes = 12
const entriesPerBlock = Math.floor((blockBytes - 4) / entryBytes)

/** The keys of a sealed segment. Byte fields are views of shared memory when they go to another thread. */
export interface SidecarContent {
  readonly path: string
  readonly identity: Uint8Array
  /** Stamps of the segment's records (I3: the window). */
  readonly oldest: number
  readonly newest: number
  /** Low half, high half, offset of the batch; in any order. */
  readonly entries: Uint32Array
  /** Of `filterBytes` of the number of keys; filled here. */
  readonly filter: Uint8Array
}

/** A sidecar that is not as it was written; it can be made again from its segment. */
export class SidecarDamaged extends Error {
  override readonly name = 'SidecarDamaged'
}

/** Header block, filter, then blocks of entries sorted by hash; each part with its checksum. */
export function writeSidecar(disk: Disk, content: SidecarContent): void {
  const count = content.entries.length / 3
  const blocks = Math.ceil(count / entriesPerBlock)
  const filterEnd = filterBlocks(content.filter.length) * blockBytes
  const bytes = Buffer.from(new ArrayBuffer(blockBytes + filterEnd + blocks * blockBytes))
  fillFilter(content.filter, content.entries)
  bytes.set(content.filter, blockBytes)
  fillBlocks(bytes.subarray(blockBytes + filterEnd), content.entries)
  fillHeader(bytes, content, count)
  const temporary = `${content.path}.tmp`
  disk.remove(temporary)
  const file = disk.open(temporary, 'write')
  try {
    file.write(bytes, 0)
    file.sync()
  } finally {
    file.close()
  }
  disk.rename(temporary, content.path)
  disk.syncFolder(path.dirname(content.path))
}

function fillHeader(bytes: Buffer, content: SidecarContent, count: number): void {
  bytes.writeUInt32LE(magic, 0)
  bytes.writeUInt32LE(version, 4)
  bytes.set(content.identity, 8)
  bytes.writeUInt32LE(count, 24)
  bytes.writeUInt32LE(content.filter.length, 28)
  bytes.writeDoubleLE(content.oldest, 32)
  bytes.writeDoubleLE(content.newest, 40)
  bytes.writeUInt32LE(zlib.crc32(content.filter), 48)
  bytes.writeUInt32LE(zlib.crc32(bytes.subarray(0, 52)), 52)
}

function fillBlocks(bytes: Buffer, entries: Uint32Array): void {
  // Words in the machine's order: little-endian on every machine this runs on.
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)
  const order = sortedByHigh(entries)
  let to = 1
  for (let i = 0; i < order.length; i++) {
    const from = (order[i] ?? 0) * 3
    if (i > 0 && i % entriesPerBlock === 0) to++
    words[to] = entries[from] ?? 0
    words[to + 1] = entries[from + 1] ?? 0
    words[to + 2] = entries[from + 2] ?? 0
    to += 3
  }
  for (let at = 0; at < bytes.length; at += blockBytes) bytes.writeUInt32LE(zlib.crc32(bytes.subarray(at + 4, at + blockBytes)), at)
}

/** Numbers of the entries in order of the high half: two counting passes, since comparing would hold up the disk. */
function sortedByHigh(entries: Uint32Array): Uint32Array {
  let order = new Uint32Array(entries.length / 3)
  for (let i = 0; i < order.length; i++) order[i] = i
  for (const shift of [0, 16]) order = sortedByDigit(entries, order, shift)
  return order
}

function sortedByDigit(entries: Uint32Array, order: Uint32Array<ArrayBuffer>, shift: number): Uint32Array<ArrayBuffer> {
  const starts = new Uint32Array(0x10001)
  for (let at = 1; at < entries.length; at += 3) {
    const digit = ((entries[at] ?? 0) >>> shift) & 0xffff
    starts[digit + 1] = (starts[digit + 1] ?? 0) + 1
  }
  for (let i = 1; i < starts.length; i++) starts[i] = (starts[i] ?? 0) + (starts[i - 1] ?? 0)
  const next = new Uint32Array(order.length)
  for (let i = 0; i < order.length; i++) {
    const entry = order[i] ?? 0
    const digit = ((entries[entry * 3 + 1] ?? 0) >>> shift) & 0xffff
    const place = starts[digit] ?? 0
    next[place] = entry
    starts[digit] = place + 1
  }
  return next
}

function filterBlocks(bytes: number): number {
  return Math.ceil(bytes / blockBytes)
}

/** A sidecar on disk, of which only the filter is in memory. */
export class Sidecar {
  readonly count: number
  readonly oldest: number
  readonly newest: number
  readonly filter: Uint8Array
  readonly #file: DiskFile
  readonly #entriesAt: number
  readonly #blocks: number

  /** Throws `SidecarDamaged`; the caller closes the file then. */
  constructor(file: DiskFile, identity: Uint8Array) {
    const header = Buffer.alloc(blockBytes)
    file.read(header, 0)
    const known = header.readUInt32LE(0) === magic && header.readUInt32LE(4) === version
    if (!known || header.readUInt32LE(52) !== zlib.crc32(header.subarray(0, 52))) throw new SidecarDamaged('its header is damaged')
    if (header.compare(identity, 0, 16, 8, 24) !== 0) throw new SidecarDamaged('it belongs to another journal')
    this.count = header.readUInt32LE(24)
    this.oldest = header.readDoubleLE(32)
    this.newest = header.readDoubleLE(40)
    const filterLength = header.readUInt32LE(28)
    if (filterLength !== filterBytes(this.count)) throw new SidecarDamaged('its filter has a wrong length')
    this.filter = new Uint8Array(filterLength)
    file.read(this.filter, blockBytes)
    if (zlib.crc32(this.filter) !== header.readUInt32LE(48)) throw new SidecarDamaged('its filter is damaged')
    this.#file = file
    this.#entriesAt = blockBytes + filterBlocks(filterLength) * blockBytes
    this.#blocks = Math.ceil(this.count / entriesPerBlock)
  }

  /** Offsets of the batches that have `hash`, in order, each once. Throws `SidecarDamaged`. */
  batchesOf(hash: KeyHash): number[] {
    const found = new Set<number>()
    let number = Math.min(this.#blocks - 1, Math.floor((hash.high / 2 ** 32) * this.#blocks))
    while (number > 0 && this.#block(number).first >= hash.high) number--
    for (; number >= 0 && number < this.#blocks; number++) {
      const block = this.#block(number)
      if (block.first > hash.high) break
      block.collect(hash, found)
    }
    return [...found].sort((a, b) => a - b)
  }

  /** Reads everything. Throws `SidecarDamaged`. */
  verify(): void {
    for (let number = 0; number < this.#blocks; number++) this.#block(number)
  }

  close(): void {
    this.#file.close()
  }

  #block(number: number): Block {
    const bytes = Buffer.alloc(blockBytes)
    this.#file.read(bytes, this.#entriesAt + number * blockBytes)
    if (bytes.readUInt32LE(0) !== zlib.crc32(bytes.subarray(4))) throw new SidecarDamaged('a block of its entries is damaged')
    return new Block(bytes, Math.min(entriesPerBlock, this.count - number * entriesPerBlock))
  }
}

class Block {
  readonly first: number
  readonly #bytes: Buffer
  readonly #count: number

  constructor(bytes: Buffer, count: number) {
    this.#bytes = bytes
    this.#count = count
    this.first = bytes.readUInt32LE(8)
  }

  collect(hash: KeyHash, found: Set<number>): void {
    for (let at = 4; at < 4 + this.#count * entryBytes; at += entryBytes) {
      if (this.#bytes.readUInt32LE(at + 4) !== hash.high || this.#bytes.readUInt32LE(at) !== hash.low) continue
      found.add(this.#bytes.readUInt32LE(at + 8))
    }
  }
}
