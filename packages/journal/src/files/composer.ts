import type { Entry, JournalRecord, Outcome, Position } from '@magpie-im/model'
import { ByteWriter } from '../record/byte-writer.ts'
import { type KeyHash, writeFrame } from '../record/frame.ts'
import { batchHeaderBytes, fileHeaderBytes, maxBatchBytes, sealBatch } from './format.ts'

const maxRecordBytes = maxBatchBytes / 4
const sparePool = 4

/** Records that will become durable together. */
export class WaitingBatch {
  readonly entries: Entry[] = []
  readonly outcomes: Outcome[] = []
  /** Low and high half for every entry. */
  readonly hashes: number[] = []
  readonly writer: ByteWriter
  readonly place: Place

  constructor(place: Place, writer: ByteWriter) {
    this.place = place
    this.writer = writer
    writer.at = batchHeaderBytes
  }

  get position(): Position {
    return this.place.base + this.place.at
  }

  get end(): Position {
    return this.position + this.writer.at
  }

  add(record: JournalRecord, hash: KeyHash, outcome: Outcome): Position {
    const { writer } = this
    const start = writer.at
    try {
      writeFrame(writer, record, hash)
      if (writer.at - start > maxRecordBytes) throw new RangeError('a record is too long for the journal')
    } catch (error) {
      writer.at = start
      throw error
    }
    const position = this.position + start
    this.entries.push({ position, record })
    this.hashes.push(hash.low, hash.high)
    this.outcomes.push(outcome)
    return position
  }

  /** The finished bytes, in shared memory, and their checksum. */
  seal(start: Buffer, chain: number): { readonly bytes: Buffer; readonly checksum: number } {
    const bytes = this.writer.buffer.subarray(0, this.writer.at)
    return { bytes, checksum: sealBatch(bytes, start, { count: this.entries.length, chain, position: this.position }) }
  }

  recordsWith(hash: KeyHash): JournalRecord[] {
    return this.entries
      .filter((_, i) => this.hashes[i * 2] === hash.low && this.hashes[i * 2 + 1] === hash.high)
      .map(({ record }) => record)
  }
}

/** Where a batch goes; `rotates`: into a segment that is made for it. */
export interface Place {
  readonly base: Position
  readonly at: number
  readonly rotates: boolean
}

/** Puts records one behind the other, so that each has its position at once, and batches into the order of writing. */
export class Composer {
  readonly #segmentBytes: number
  readonly #batchBytes: number
  readonly #pool: ByteWriter[] = []
  #queue: WaitingBatch[] = []
  /** Whether the last of the queue still takes records. */
  #open = false
  #base: Position
  #at: number

  constructor(segmentBytes: number, next: { readonly base: Position; readonly at: number }) {
    this.#segmentBytes = segmentBytes
    this.#batchBytes = Math.min(1024 * 1024, Math.floor(segmentBytes / 4))
    this.#base = next.base
    this.#at = next.at
  }

  /** The batch that the next record belongs to. */
  batch(): WaitingBatch {
    const last = this.#queue.at(-1)
    if (this.#open && last !== undefined && last.writer.at < this.#batchBytes) return last
    this.#close()
    return this.#at + this.#batchBytes > this.#segmentBytes ? this.#pushRotating() : this.#push(false)
  }

  /** A batch without records: says that everything before it was acknowledged. */
  mark(): void {
    this.#close()
    this.#push(false)
    this.#close()
  }

  /** The same, as the first of a segment of its own. */
  rotate(): void {
    this.#close()
    this.#pushRotating()
    this.#close()
  }

  /** The batch that was last in line, if one waits. */
  last(): WaitingBatch | undefined {
    return this.#queue.at(-1)
  }

  waiting(): readonly WaitingBatch[] {
    return this.#queue
  }

  /** The next to write; it takes no more records. */
  take(): WaitingBatch | undefined {
    if (this.#queue.length === 1) this.#close()
    return this.#queue.shift()
  }

  /** Its memory may be used again. */
  release(batch: WaitingBatch): void {
    if (this.#pool.length < sparePool && batch.writer.buffer.length <= 4 * this.#batchBytes) this.#pool.push(batch.writer)
  }

  /** Gives up all that waits; the next batch goes to `next`. */
  reset(next: { readonly base: Position; readonly at: number }): WaitingBatch[] {
    const waiting = this.#queue
    this.#queue = []
    this.#open = false
    this.#base = next.base
    this.#at = next.at
    return waiting
  }

  #pushRotating(): WaitingBatch {
    const rotates = this.#at > fileHeaderBytes
    if (rotates) {
      this.#base += this.#at
      this.#at = fileHeaderBytes
    }
    return this.#push(rotates)
  }

  #push(rotates: boolean): WaitingBatch {
    const batch = new WaitingBatch({ base: this.#base, at: this.#at, rotates }, this.#pool.pop() ?? new ByteWriter(64 * 1024))
    this.#queue.push(batch)
    this.#open = true
    return batch
  }

  #close(): void {
    const last = this.#queue.at(-1)
    if (!this.#open || last === undefined) return
    this.#at += last.writer.at
    this.#open = false
  }
}
