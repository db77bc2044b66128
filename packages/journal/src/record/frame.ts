import type { JournalRecord, Stamp } from '@magpie-im/model'
import { JournalTooNew } from '../errors.ts'
import { ByteReader } from './byte-reader.ts'
import { ByteWriter } from './byte-writer.ts'
import { rows, writePayload } from './payload.ts'

/** 64 bits of a key, seeded by the journal; both halves 0: no key. */
export interface KeyHash {
  readonly low: number
  readonly high: number
}

export const noKey: KeyHash = { low: 0, high: 0 }
export const frameHeaderBytes = 24

const byCode = new Map(Object.entries(rows).map(([type, row]) => [row.code, { type, ...row }]))

/** What stands before a record's payload. */
export interface FrameHeader {
  readonly at: number
  readonly length: number
  /** Of the type of record; one of `rows`, or of a later version. */
  readonly code: number
  readonly key: KeyHash
  readonly stamp: Stamp
}

export function writeFrame(writer: ByteWriter, record: JournalRecord, key: KeyHash): void {
  const start = writer.at
  const { code, version } = rows[record.type]
  writer.u32(0)
  writer.u32(code + version * 0x100)
  writer.u32(key.low)
  writer.u32(key.high)
  writer.f64(record.stamp)
  writePayload(writer, record)
  writer.u32At(start, writer.at - start)
}

export function readFrameHeader(buffer: Buffer, at: number): FrameHeader {
  const length = at + frameHeaderBytes <= buffer.length ? buffer.readUInt32LE(at) : 0
  if (length < frameHeaderBytes || length > buffer.length - at) throw new RangeError('a record reaches beyond its batch')
  const key = { low: buffer.readUInt32LE(at + 8), high: buffer.readUInt32LE(at + 12) }
  return { at, length, code: buffer.readUInt8(at + 4), key, stamp: buffer.readDoubleLE(at + 16) }
}

export function readRecord(buffer: Buffer, frame: FrameHeader): JournalRecord {
  const { code } = frame
  const version = buffer.readUInt8(frame.at + 5)
  const row = byCode.get(code)
  if (row === undefined) throw new JournalTooNew('record type', code, Math.max(...byCode.keys()))
  if (version > row.version) throw new JournalTooNew(`record '${row.type}'`, version, row.version)
  const reader = new ByteReader(buffer, frame.at + frameHeaderBytes, frame.at + frame.length)
  const record = row.read(reader, frame.stamp)
  if (reader.at !== reader.end) throw new RangeError('a record is longer than its fields')
  return record
}

/** One record as the journal keeps it, without a key. */
export function encodeRecord(record: JournalRecord): Uint8Array {
  return encodeFrame(record, noKey)
}

export function encodeFrame(record: JournalRecord, key: KeyHash): Uint8Array {
  const writer = new ByteWriter(256)
  writeFrame(writer, record, key)
  return Uint8Array.from(writer.buffer.subarray(0, writer.at))
}

/** Throws RangeError for bytes that are no record, JournalTooNew for a record of a later version. */
export function decodeRecord(bytes: Uint8Array): JournalRecord {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const frame = readFrameHeader(buffer, 0)
  if (frame.length !== buffer.length) throw new RangeError('bytes follow the record')
  return readRecord(buffer, frame)
}
