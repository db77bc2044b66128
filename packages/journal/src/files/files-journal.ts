import {
  type Batch,
  type Clock,
  type Compaction,
  ImError,
  type JournalRecord,
  type Outcome,
  type Position,
  type Timer,
} from '@magpie-im/model'
import { Compactions } from '../compaction/compactions.ts'
import type { Compactor } from '../compaction/compactor.ts'
import type { Disk } from '../disk/disk.ts'
import type { KeyOf } from '../key-of.ts'
import { keyHasher } from '../keys/hash.ts'
import type { Log } from '../log.ts'
import { type KeyHash, noKey, readRecord } from '../record/frame.ts'
import { type Checkpoint, CheckpointFile, readCheckpoint } from './checkpoint.ts'
import { Composer, type WaitingBatch } from './composer.ts'
import type { KeyIndex } from './key-index.ts'
import type { Cut, FilesJournal } from './options.ts'
import type { Recovered } from './recovery.ts'
import { SegmentReader } from './segment-reader.ts'
import { SegmentWriter } from './segment-writer.ts'
import type { DiskWorker, Soon } from './worker.ts'

const idleMs = 20
const firstRetryMs = 100
const lastRetryMs = 5_000
const maxWaitingBatches = 64

/** What the journal is made of; `open.ts` puts it together. */
export interface FilesParts {
  readonly folder: string
  readonly disk: Disk
  readonly worker: DiskWorker
  readonly side: DiskWorker
  readonly compactor: Compactor
  readonly clock: Clock
  readonly soon: Soon
  readonly log: Log
  readonly keyOf: KeyOf
  readonly keys: KeyIndex
  readonly recovered: Recovered
  readonly segmentBytes: number
}

type State = 'ready' | 'failing' | 'closing' | 'closed'

/** One write is in flight; what is appended meanwhile is the next batch. */
export class Files implements FilesJournal {
  readonly identity: string
  readonly cut: Cut | undefined
  durable: Position
  writeMs = 0
  readonly #parts: FilesParts
  readonly #hash: (key: string) => KeyHash
  readonly #composer: Composer
  readonly #segments: SegmentWriter
  readonly #reader: SegmentReader
  readonly #compactions: Compactions
  readonly #checkpoint: Checkpoint | undefined
  readonly #listeners: ((batch: Batch) => void)[] = []
  #state: State = 'ready'
  #inFlight: WaitingBatch | undefined
  #pumping = false
  #scheduled = false
  #appended = false
  #checkpointing = false
  #failures = 0
  /** Whether a batch without records says that all before was acknowledged. */
  #marked = false
  #noRoom = false
  #timer: Timer | undefined
  #nextAllocation = 0
  #sealing: Promise<void> = Promise.resolve()

  constructor(parts: FilesParts) {
    const { recovered, folder, disk, soon, worker, segmentBytes, keys } = parts
    this.#parts = parts
    this.identity = recovered.identity.toString('hex')
    this.cut = recovered.cut
    this.durable = recovered.durable
    this.#checkpoint = recovered.checkpoint
    this.#hash = lastRemembered(keyHasher(recovered.identity))
    this.#segments = new SegmentWriter({
      worker,
      folder,
      segmentBytes,
      tail: recovered.tail,
      onSealed: (segment) => {
        this.#sealing = this.#sealing.then(() => keys.seal(segment))
      },
    })
    this.#composer = new Composer(segmentBytes, this.#segments.next)
    const reader = new SegmentReader(disk, folder, soon)
    this.#reader = reader
    this.#compactions = new Compactions({ ...parts, seal: () => this.#seal(), onReplaced: (base) => reader.forget(base) })
    this.#rest()
  }

  get accepting(): boolean {
    return this.#state === 'ready'
  }

  get failures(): number {
    return this.#failures
  }

  append(record: JournalRecord, outcome: Outcome, key?: string): Position {
    if (this.#state !== 'ready') throw new ImError('StorageUnavailable')
    if (this.#composer.waiting().length > maxWaitingBatches) throw new ImError('StorageUnavailable', { detail: 'too much is waiting' })
    const hash = key === undefined ? noKey : this.#hash(key)
    const batch = this.#composer.batch()
    const position = batch.add(record, hash, outcome)
    this.#appended = true
    this.#compactions.appended(record)
    if (key !== undefined) this.#parts.keys.add(batch.place.base, hash, { at: batch.place.at, stamp: record.stamp })
    this.#schedule()
    return position
  }

  barrier(outcome: Outcome): void {
    const last = this.#composer.last() ?? this.#inFlight
    if (last === undefined) this.#parts.soon(() => outcome.durable())
    else last.outcomes.push(outcome)
  }

  find(key: string): JournalRecord[] {
    const hash = this.#hash(key)
    const found = this.#parts.keys.batchesOf(hash).flatMap((position) => this.#recordsAt(position, hash))
    return found.filter((record) => this.#parts.keyOf(record) === key)
  }

  follow(listener: (batch: Batch) => void): void {
    this.#listeners.push(listener)
  }

  async *recover(): AsyncIterable<readonly JournalRecord[]> {
    if (this.#appended) throw new Error('recover comes before the first append')
    const { disk, recovered } = this.#parts
    if (this.#checkpoint !== undefined) yield* readCheckpoint(disk, this.#checkpoint, recovered.identity)
    const batches = this.#reader.read(this.#checkpoint?.position ?? 0, this.durable)
    for await (const batch of batches) yield batch.entries.map((entry) => entry.record)
  }

  async checkpoint(state: Iterable<JournalRecord>): Promise<void> {
    if (this.#checkpointing) throw new Error('a checkpoint is being written already')
    this.#checkpointing = true
    const failures = this.#failures
    try {
      const file = new CheckpointFile({ ...this.#parts, identity: this.#parts.recovered.identity, position: this.durable })
      await file.write(state)
      await this.#settled()
      // What failed may be in the state that was saved.
      if (this.#failures !== failures) throw new Error('appends failed while the checkpoint was written')
      await file.publish()
    } catch (cause) {
      throw new ImError('StorageUnavailable', { cause })
    } finally {
      this.#checkpointing = false
    }
  }

  read(from: Position, to: Position): AsyncIterable<Batch> {
    return this.#reader.read(from, Math.min(to, this.durable))
  }

  compact(onProgress?: (done: number, total: number) => void): Promise<Compaction> {
    return this.#compactions.run(onProgress)
  }

  async close(): Promise<void> {
    if (this.#state === 'closing' || this.#state === 'closed') return
    const failures = this.#state === 'failing' ? -1 : this.#failures
    this.#state = 'closing'
    this.#timer?.cancel()
    await this.#compactions.stop()
    await this.#settled()
    if (this.#failures === failures) await this.#mark()
    if (this.#failures !== failures) await this.#segments.voidTried().catch(() => undefined)
    await this.#sealing
    await this.#parts.worker.close()
    await this.#parts.side.close()
    this.#state = 'closed'
    this.#reader.close()
    this.#parts.keys.close()
  }

  #recordsAt(position: Position, hash: KeyHash): JournalRecord[] {
    const waiting = [this.#inFlight, ...this.#composer.waiting()].find((batch) => batch?.position === position)
    if (waiting !== undefined) return waiting.recordsWith(hash)
    const batch = this.#reader.batchAt(position)
    return batch.frames.filter(({ key }) => key.low === hash.low && key.high === hash.high).map((frame) => readRecord(batch.bytes, frame))
  }

  /** Ends the current segment if it has records. */
  async #seal(): Promise<Position> {
    await this.#settled()
    if (this.#state === 'ready' && this.durable > this.#segments.next.base) {
      this.#composer.rotate()
      void this.#pump()
      await this.#settled()
    }
    return this.durable
  }

  #settled(): Promise<void> {
    return new Promise((resolve) => this.barrier({ durable: resolve, failed: () => resolve() }))
  }

  /** A write begins at the end of the turn, so it takes all that the turn's sockets brought. */
  #schedule(): void {
    if (this.#pumping || this.#scheduled) return
    this.#scheduled = true
    this.#parts.soon(() => {
      this.#scheduled = false
      void this.#pump()
    })
  }

  async #pump(): Promise<void> {
    if (this.#pumping) return
    this.#pumping = true
    for (let batch = this.#composer.take(); batch !== undefined; batch = this.#composer.take()) {
      this.#inFlight = batch
      const begun = this.#parts.clock.monotonic()
      try {
        await this.#segments.write(batch)
        this.writeMs += this.#parts.clock.monotonic() - begun
      } catch (error) {
        this.#fail(error)
        break
      }
      this.#complete(batch)
    }
    this.#pumping = false
    this.#rest()
  }

  #complete(batch: WaitingBatch): void {
    this.#inFlight = undefined
    this.#marked = batch.entries.length === 0
    if (!this.#marked) {
      this.durable = batch.end
      const told: Batch = { entries: batch.entries, end: batch.end }
      for (const listener of this.#listeners) listener(told)
    }
    for (const outcome of batch.outcomes) this.#tell(outcome)
    this.#composer.release(batch)
    this.#allocateAhead()
  }

  /** One who cannot take the news must not keep it from the others. */
  #tell(outcome: Outcome, failure?: ImError): void {
    try {
      if (failure === undefined) outcome.durable()
      else outcome.failed(failure)
    } catch (error) {
      this.#parts.log.error('the outcome of an append was not taken', { error })
    }
  }

  /** Running out of room early only warns: the write that finds none fails. */
  #allocateAhead(): void {
    if (!this.#segments.short || this.#state !== 'ready') return
    const now = this.#parts.clock.monotonic()
    if (this.#noRoom && now < this.#nextAllocation) return
    this.#nextAllocation = now + lastRetryMs
    this.#segments.allocate().then(
      () => {
        if (this.#noRoom) this.#parts.log.info('there is room for the journal to grow again')
        this.#noRoom = false
      },
      (error: unknown) => {
        if (!this.#noRoom) this.#parts.log.warn('the journal cannot grow; what room it has is used up first', { code: codeOf(error) })
        this.#noRoom = true
      },
    )
  }

  #fail(cause: unknown): void {
    const closing = this.#state === 'closing'
    if (!closing) this.#state = 'failing'
    this.#failures++
    this.#timer?.cancel()
    this.#parts.log.error('the journal cannot be written; appends are refused until it can', { code: codeOf(cause) })
    const { next } = this.#segments
    const waiting = this.#composer.reset(next)
    if (this.#inFlight !== undefined) waiting.unshift(this.#inFlight)
    this.#inFlight = undefined
    this.#parts.keys.dropFrom(next.base + next.at)
    const error = new ImError('StorageUnavailable', { cause })
    for (const batch of waiting.reverse()) for (const outcome of batch.outcomes.reverse()) this.#tell(outcome, error)
    if (!closing) void this.#heal(firstRetryMs)
  }

  async #heal(delay: number): Promise<void> {
    try {
      await this.#segments.voidTried()
      while (this.#state === 'failing' && this.#segments.short) await this.#segments.allocate()
      if (this.#state !== 'failing') return
      this.#state = 'ready'
      this.#noRoom = false
      this.#parts.log.info('the journal can be written again')
      this.#rest()
    } catch {
      if (this.#state !== 'failing') return
      this.#timer = this.#parts.clock.after(delay, () => void this.#heal(Math.min(delay * 2, lastRetryMs)))
    }
  }

  /** After a quiet while the last batch gets something behind it: damage to it is then told from a torn write. */
  #rest(): void {
    if (this.#state !== 'ready') return
    this.#timer?.cancel()
    this.#timer = undefined
    if (!this.#marked) this.#timer = this.#parts.clock.after(idleMs, () => void this.#mark())
  }

  async #mark(): Promise<void> {
    if (this.#state === 'failing' || this.#marked || this.#pumping || this.#composer.last() !== undefined) return
    this.#composer.mark()
    await this.#pump()
  }
}

/** A key is looked up, and then stored. */
function lastRemembered(hash: (key: string) => KeyHash): (key: string) => KeyHash {
  let last = { key: '', found: hash('') }
  return (key) => {
    if (last.key !== key) last = { key, found: hash(key) }
    return last.found
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : String(error)
}
