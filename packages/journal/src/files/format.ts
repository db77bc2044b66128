import zlib from 'node:zlib'
import type { Position } from '@magpie-im/model'
import { JournalTooNew } from '../errors.ts'
import { viewOf } from '../record/byte-writer.ts'

const formatVersion = 1
/** Of a segment that was rewritten shorter. */
const compactedVersion = 2
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
  /** Of a segment that was rewritten. */
  readonly compacted?: Compacted
}

/** A compacted segment's batches lie before their positions, so its header says what its length says of others. */
export interface Compacted {
  /** Position where the next segment begins. */
  readonly end: Position
  /** Checksum its last batch had when the next segment was begun. */
  readonly endChain: number
  /** Checksum its last batch has. */
  readonly lastChain: number
  /** Offset behind the last batch, where the waypoints begin. */
  readonly batchesEnd: number
  /** Checksum of the waypoints. */
  readonly waypoints: number
}

export interface BatchHeader {
  /** Header included. */
  readonly length: number
  /** Records; none in an idle mark, which only says that everything before it was acknowledged. */
  readonly count: number
  /** Checksum of the batch before. */
  readonly chain: number
  /** Where it was written. Since one write is in flight at a time, everything before was acknowledged by then. */
  readonly position: Position
  /** Its length when it was written: the next position is so much behind. */
  readonly span: number
  readonly checksum: number
}

export function writeFileHeader(header: FileHeader): Buffer {
  const bytes = Buffer.from(new SharedArrayBuffer(fileHeaderBytes))
  bytes.writeUInt32LE(fileMagics[header.kind], 0)
  bytes.writeUInt32LE(header.compacted === undefined ? formatVersion : compactedVersion, 4)
  header.identity.copy(bytes, 8)
  bytes.writeDoubleLE(header.base, 24)
  bytes.writeUInt32LE(header.chain, 32)
  if (header.compacted !== undefined) writeCompacted(bytes, header.compacted)
  bytes.writeUInt32LE(zlib.crc32(bytes.subarray(0, fileHeaderBytes - 4)), fileHeaderBytes - 4)
  return bytes
}

/** Nothing when the bytes are not such a header. A later format is refused in words. */
export function readFileHeader(kind: FileKind, bytes: Buffer): FileHeader | undefined {
  if (bytes.length < fileHeaderBytes || bytes.readUInt32LE(0) !== fileMagics[kind]) return undefined
  if (bytes.readUInt32LE(fileHeaderBytes - 4) !== zlib.crc32(bytes.subarray(0, fileHeaderBytes - 4))) return undefined
  const version = bytes.readUInt32LE(4)
  if (version > compactedVersion) throw new JournalTooNew(`${kind} format`, version, compactedVersion)
  const header = { kind, identity: Buffer.from(bytes.subarray(8, 24)), base: bytes.readDoubleLE(24), chain: bytes.readUInt32LE(32) }
  return version === compactedVersion ? { ...header, compacted: readCompacted(bytes) } : header
}

function writeCompacted(bytes: Buffer, compacted: Compacted): void {
  bytes.writeUInt32LE(compacted.endChain, 36)
  bytes.writeDoubleLE(compacted.end, 40)
  bytes.writeUInt32LE(compacted.batchesEnd, 48)
  bytes.writeUInt32LE(compacted.lastChain, 52)
  bytes.writeUInt32LE(compacted.waypoints, 56)
}

function readCompacted(bytes: Buffer): Compacted {
  return {
    endChain: bytes.readUInt32LE(36),
    end: bytes.readDoubleLE(40),
    batchesEnd: bytes.readUInt32LE(48),
    lastChain: bytes.readUInt32LE(52),
    waypoints: bytes.readUInt32LE(56),
  }
}

/** What every batch of a journal begins with; nobody outside can know it. */
export function batchStart(identity: Buffer): Buffer {
  const start = Buffer.alloc(4 + saltBytes)
  start.writeUInt32LE(batchMagic, 0)
  identity.copy(start, 4, 0, saltBytes)
  return start
}

/** Completes a batch whose records are in place behind room for the header; gives its checksum. Without `span` it is what it will always be. */
export function sealBatch(
  bytes: Buffer,
  start: Buffer,
  header: Omit<BatchHeader, 'length' | 'span' | 'checksum'> & { span?: number },
): number {
  const view = viewOf(bytes)
  bytes.fill(0, start.length, batchHeaderBytes)
  bytes.set(start, 0)
  view.setUint32(12, bytes.length, true)
  view.setUint32(16, header.count, true)
  view.setUint32(20, header.chain, true)
  view.setFloat64(24, header.position, true)
  view.setUint32(32, header.span === undefined || header.span === bytes.length ? 0 : header.span, true)
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
    span: bytes.readUInt32LE(32) || length,
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
