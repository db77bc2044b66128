import zlib from 'node:zlib'
import type { Position } from '@magpie-im/model'
import { JournalTooNew } from '../errors.ts'
import { viewOf } from '../record/byte-writer.ts'

export const formatVersion = 1
export const fileHeaderBytes = 64
export const batchHeaderBytes = 48
/** No batch is longer; a length beyond it is damage. */
export const maxBatchBytes = 64 * 1024 * 1024

const fileMagics = { segment: 0x534a504d, checkpoint: 0x434a504d } as const // 'MPJS', 'MPJC'
const batchMagic = 0xb4_4a_50_4d
const saltBytes = 8

export type FileKind = keyof typeof fileMagics

/** Starts a segment or a checkpoint. */
export interface FileHeader {
  readonly kind: FileKind
  readonly identity: Buffer
  /** Of a segment, the position of its first byte; of a checkpoint, from where to replay. */
  readonly base: Position
  /** Checksum of the last batch before `base`. */
  readonly chain: number
}

export interface BatchHeader {
  /** Header included. */
  readonly length: number
  /** Records; none in an idle mark, which only says that everything before it was acknowledged. */
  readonly count: number
  /** Checksum of the batch before. */
  readonly chain: number
  /** Where it lies. Since one write is in flight at a time, everything before was acknowledged when it was written. */
  readonly position: Position
  readonly checksum: number
}

export function writeFileHeader(header: FileHeader): Buffer {
  const bytes = Buffer.from(new SharedArrayBuffer(fileHeaderBytes))
  bytes.writeUInt32LE(fileMagics[header.kind], 0)
  bytes.writeUInt32LE(formatVersion, 4)
  header.identity.copy(bytes, 8)
  bytes.writeDoubleLE(header.base, 24)
  bytes.writeUInt32LE(header.chain, 32)
  bytes.writeUInt32LE(zlib.crc32(bytes.subarray(0, fileHeaderBytes - 4)), fileHeaderBytes - 4)
  return bytes
}

/** Nothing when the bytes are not such a header. A later format is refused in words. */
export function readFileHeader(kind: FileKind, bytes: Buffer): FileHeader | undefined {
  if (bytes.length < fileHeaderBytes || bytes.readUInt32LE(0) !== fileMagics[kind]) return undefined
  if (bytes.readUInt32LE(fileHeaderBytes - 4) !== zlib.crc32(bytes.subarray(0, fileHeaderBytes - 4))) return undefined
  const version = bytes.readUInt32LE(4)
  if (version > formatVersion) throw new JournalTooNew(`${kind} format`, version, formatVersion)
  return { kind, identity: Buffer.from(bytes.subarray(8, 24)), base: bytes.readDoubleLE(24), chain: bytes.readUInt32LE(32) }
}

/** What every batch of a journal begins with; nobody outside can know it. */
export function batchStart(identity: Buffer): Buffer {
  const start = Buffer.alloc(4 + saltBytes)
  start.writeUInt32LE(batchMagic, 0)
  identity.copy(start, 4, 0, saltBytes)
  return start
}

/** Completes a batch whose records are in place behind room for the header; gives its checksum. */
export function sealBatch(bytes: Buffer, start: Buffer, header: Omit<BatchHeader, 'length' | 'checksum'>): number {
  const view = viewOf(bytes)
  bytes.fill(0, start.length, batchHeaderBytes)
  bytes.set(start, 0)
  view.setUint32(12, bytes.length, true)
  view.setUint32(16, header.count, true)
  view.setUint32(20, header.chain, true)
  view.setFloat64(24, header.position, true)
  const checksum = checksumOf(bytes)
  view.setUint32(batchHeaderBytes - 4, checksum, true)
  return checksum
}

/** Whether a batch may begin with these bytes; they need not be complete. */
export function readBatchHeader(bytes: Buffer, start: Buffer): BatchHeader | undefined {
  if (bytes.length < batchHeaderBytes || start.compare(bytes, 0, start.length) !== 0) return undefined
  const length = bytes.readUInt32LE(12)
  if (length < batchHeaderBytes || length > maxBatchBytes) return undefined
  return {
    length,
    count: bytes.readUInt32LE(16),
    chain: bytes.readUInt32LE(20),
    position: bytes.readDoubleLE(24),
    checksum: bytes.readUInt32LE(batchHeaderBytes - 4),
  }
}

/** Of everything but the field that holds it. */
export function checksumOf(bytes: Buffer): number {
  return zlib.crc32(bytes.subarray(batchHeaderBytes), zlib.crc32(bytes.subarray(0, batchHeaderBytes - 4)))
}

const digits = 16
const names = {
  segment: /^(\d{16})\.log$/,
  keys: /^(\d{16})\.keys$/,
  checkpoint: /^checkpoint-(\d{16})\.mck$/,
} as const

export function fileName(kind: keyof typeof names, position: Position): string {
  const number = String(position).padStart(digits, '0')
  return kind === 'checkpoint' ? `checkpoint-${number}.mck` : `${number}.${kind === 'segment' ? 'log' : 'keys'}`
}

/** Positions of the files of a kind, in order. */
export function positionsOf(kind: keyof typeof names, list: readonly string[]): Position[] {
  const found = list.flatMap((name) => names[kind].exec(name)?.[1] ?? [])
  return found.map(Number).sort((a, b) => a - b)
}

/** Being preallocated; holds nothing. */
export const spareName = 'spare.tmp'
