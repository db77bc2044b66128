import type { Entry, Position } from '@magpie-im/model'
import { type FrameHeader, readFrameHeader, readRecord } from '../record/frame.ts'
import { type BatchHeader, batchHeaderBytes, checksumOf, fileHeaderBytes, readBatchHeader } from './format.ts'
import type { Window } from './window.ts'

/** A file of batches, and what they must look like. */
export interface Batches {
  readonly window: Window
  /** Position of the file's first byte. */
  readonly base: Position
  readonly start: Buffer
  /** Whether batches before one may have become shorter, so that it lies before its position. */
  readonly moved?: boolean
}

export interface RawBatch {
  readonly header: BatchHeader
  /** Offset in the file. */
  readonly at: number
  /** Valid until the next is read. */
  readonly bytes: Buffer
}

/** The batch at `at`, when a whole and undamaged one lies there. */
export function batchAt({ window, base, start, moved = false }: Batches, at: number): RawBatch | undefined {
  const header = readBatchHeader(window.bytes(at, batchHeaderBytes), start)
  if (header === undefined || header.length > window.size - at) return undefined
  if (moved ? header.position < base + at : header.position !== base + at) return undefined
  const bytes = window.bytes(at, header.length)
  return bytes.length === header.length && checksumOf(bytes) === header.checksum ? { header, at, bytes } : undefined
}

/** Where undamaged, chained batches end. */
export interface ScanEnd {
  readonly at: number
  /** Of what would follow; undefined when nothing was read of a file whose batches moved. */
  readonly position: Position | undefined
  /** Checksum of the last batch. */
  readonly chain: number
  /** The end of the last batch with records, if there was one. */
  readonly recordsEnd: Position | undefined
}

/** The batches from `at` on, one right behind the other. `chain`: checksum of the one before, if it is known. */
export function* scan(batches: Batches, at = fileHeaderBytes, chain?: number): Generator<RawBatch, ScanEnd> {
  const position = at === fileHeaderBytes || !batches.moved ? batches.base + at : undefined
  let end: ScanEnd = { at, position, chain: chain ?? 0, recordsEnd: undefined }
  let expected = chain
  for (let batch = batchAt(batches, at); batch !== undefined; batch = batchAt(batches, end.at)) {
    const { header } = batch
    if (expected !== undefined && header.chain !== expected) break
    if (end.position !== undefined && header.position !== end.position) break
    expected = header.checksum
    const next = endOf(batch)
    end = { at: batch.at + header.length, position: next, chain: expected, recordsEnd: header.count > 0 ? next : end.recordsEnd }
    yield batch
  }
  return end
}

/** Position right behind a batch. */
export function endOf({ header }: Pick<RawBatch, 'header'>): Position {
  return header.position + header.span
}

/** The first undamaged batch at `from` or later, whatever it is chained to. */
export function findBatch(batches: Batches, from: number): number | undefined {
  const { window, start } = batches
  const step = 256 * 1024
  for (let at = from; at < window.size; at += step) {
    const part = Buffer.from(window.bytes(at, step + start.length))
    for (let hit = part.indexOf(start); hit !== -1; hit = part.indexOf(start, hit + 1)) {
      if (batchAt(batches, at + hit) !== undefined) return at + hit
    }
  }
  return undefined
}

/** The end of the last byte that is not zero, from `from` on; `from` when all are. */
export function usedEnd(window: Window, from: number): number {
  const zeros = Buffer.alloc(256 * 1024)
  let end = from
  for (let at = from; at < window.size; at += zeros.length) {
    const part = window.bytes(at, zeros.length)
    // Nearly all of a file that was preallocated is.
    if (part.equals(zeros.subarray(0, part.length))) continue
    for (let i = part.length - 1; i >= 0; i--) {
      if (part[i] === 0) continue
      end = at + i + 1
      break
    }
  }
  return end
}

/** The frames of an undamaged batch. */
export function framesOf(batch: RawBatch): FrameHeader[] {
  const frames: FrameHeader[] = []
  for (let at = batchHeaderBytes; at < batch.bytes.length; ) {
    const frame = readFrameHeader(batch.bytes, at)
    frames.push(frame)
    at += frame.length
  }
  return frames
}

export function entriesOf(batch: RawBatch): Entry[] {
  return framesOf(batch).map((frame) => ({ position: batch.header.position + frame.at, record: readRecord(batch.bytes, frame) }))
}
