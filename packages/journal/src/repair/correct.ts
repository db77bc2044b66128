import zlib from 'node:zlib'
import type { Position } from '@magpie-im/model'
import { JournalTooNew } from '../errors.ts'
import {
  batchHeaderBytes,
  checksumOf,
  type FileHeader,
  fileHeaderBytes,
  maxBatchBytes,
  readBatchHeader,
  readFileHeader,
} from '../files/format.ts'
import { type Batches, entriesOf, type RawBatch } from '../files/scan.ts'
import { findFlippedBit } from './flipped-bit.ts'

/** Bytes of a file as they were written. */
export interface Correction {
  readonly at: number
  readonly bytes: Uint8Array
}

const checksumAt = batchHeaderBytes - 4
/** In so many bytes no two flipped bits look like a third to CRC-32, whose distance is 4 there. Of more a repair makes no guess. */
const mostCertain = 11_450

interface Damaged {
  readonly at: number
  /** Where the next readable batch begins, or what holds batches ends. */
  readonly to: number
  /** Of the batch before, if it is known. */
  readonly chain: number | undefined
  readonly position: Position | undefined
  /** Its checksum, as something else than the next batch in the file has it. */
  readonly known: number | undefined
}

/** The batch that lay between two readable ones, when a single bit of it flipped, or its checksum alone is damaged: the batch behind it has that too. */
export function correctBatch(batches: Batches, damaged: Damaged): { batch: RawBatch; correction: Correction } | undefined {
  const { window, start } = batches
  const length = damaged.to - damaged.at
  if (length < batchHeaderBytes || length > maxBatchBytes) return undefined
  const bytes = Buffer.from(window.bytes(damaged.at, length))
  if (bytes.length < length) return undefined
  const next = readBatchHeader(window.bytes(damaged.to, batchHeaderBytes), start)
  const place = correctBytes(bytes, next?.chain ?? damaged.known)
  if (place === undefined) return undefined
  const header = readBatchHeader(bytes, start)
  if (header === undefined || !fits({ header, at: damaged.at }, batches, { ...damaged, length })) return undefined
  const batch = { header, at: damaged.at, bytes }
  if (!isReadable(batch)) return undefined
  return { batch, correction: { at: damaged.at + place.from, bytes: Uint8Array.from(bytes.subarray(place.from, place.to)) } }
}

/** Puts right what is wrong in a batch; gives which bytes. `known`: its checksum as others have it. */
function correctBytes(bytes: Buffer, known: number | undefined): { readonly from: number; readonly to: number } | undefined {
  const stored = bytes.readUInt32LE(checksumAt)
  const found = checksumOf(bytes)
  if (found === known) {
    bytes.writeUInt32LE(found, checksumAt)
    return { from: checksumAt, to: batchHeaderBytes }
  }
  if (known !== stored || bytes.length - 4 > mostCertain) return undefined
  const place = findFlippedBit(bytes.length - 4, found ^ stored)
  if (place === undefined) return undefined
  const at = place.byte < checksumAt ? place.byte : place.byte + 4
  bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << place.bit), at)
  return { from: at, to: at + 1 }
}

function fits({ header, at }: Pick<RawBatch, 'header' | 'at'>, { base, moved }: Batches, expected: Damaged & { length: number }): boolean {
  if (header.length !== expected.length) return false
  if (expected.chain !== undefined && header.chain !== expected.chain) return false
  const position = moved === true ? expected.position : base + at
  return position === undefined || header.position === position
}

/** More bits than two may still look like one; what they leave is seldom whole records. */
function isReadable(batch: RawBatch): boolean {
  try {
    return entriesOf(batch).length === batch.header.count
  } catch (error) {
    if (error instanceof JournalTooNew) throw error
    return false
  }
}

/** The header of a segment when a single bit of it flipped. */
export function correctFileHeader(damaged: Uint8Array, base: Position): { header: FileHeader; correction: Correction } | undefined {
  const bytes = Buffer.from(damaged)
  if (bytes.length < fileHeaderBytes) return undefined
  const end = fileHeaderBytes - 4
  const difference = zlib.crc32(bytes.subarray(0, end)) ^ bytes.readUInt32LE(end)
  const inChecksum = Array.from({ length: 32 }, (_, bit) => bit).find((bit) => (1 << bit) >>> 0 === difference >>> 0)
  const place = inChecksum === undefined ? findFlippedBit(end, difference) : { byte: end + (inChecksum >> 3), bit: inChecksum & 7 }
  if (place === undefined) return undefined
  bytes.writeUInt8(bytes.readUInt8(place.byte) ^ (1 << place.bit), place.byte)
  const header = readFileHeader('segment', bytes)
  if (header?.base !== base) return undefined
  return { header, correction: { at: place.byte, bytes: Uint8Array.from(bytes.subarray(place.byte, place.byte + 1)) } }
}
