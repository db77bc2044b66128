import path from 'node:path'
import type { Clock, JournalRecord, Position } from '@magpie-im/model'
import type { Disk } from '../disk/disk.ts'
import { NodeDisk } from '../disk/node-disk.ts'
import { ByteWriter } from '../record/byte-writer.ts'
import { noKey, writeFrame } from '../record/frame.ts'
import {
  batchHeaderBytes,
  batchStart,
  fileHeaderBytes,
  fileName,
  positionsOf,
  readFileHeader,
  sealBatch,
  writeFileHeader,
} from './format.ts'
import { entriesOf, scan } from './scan.ts'
import { Window } from './window.ts'
import type { DiskWorker, Soon } from './worker.ts'

const sliceMs = 1
const partBytes = 256 * 1024
const kept = 2

export interface CheckpointOptions {
  readonly disk: Disk
  readonly worker: DiskWorker
  readonly clock: Clock
  readonly soon: Soon
  readonly folder: string
  readonly identity: Buffer
  readonly position: Position
}

/** A checkpoint being written; nobody sees it before `publish`. */
export class CheckpointFile {
  readonly #options: CheckpointOptions
  readonly #temporary: string
  readonly #start: Buffer
  #at = fileHeaderBytes
  #chain = 0

  constructor(options: CheckpointOptions) {
    this.#options = options
    this.#temporary = path.join(options.folder, 'checkpoint.tmp')
    this.#start = batchStart(options.identity)
  }

  /** Consumes `state` in slices, so that appends go on. */
  async write(state: Iterable<JournalRecord>): Promise<void> {
    const { worker, clock, soon, identity, position } = this.#options
    await worker.run({ kind: 'remove', path: this.#temporary })
    const header = writeFileHeader({ kind: 'checkpoint', identity, base: position, chain: 0 })
    await worker.run({ kind: 'write', path: this.#temporary, at: 0, bytes: header })
    let part = new Part()
    let began = clock.monotonic()
    for (const record of state) {
      part.add(record)
      if (part.writer.at >= partBytes) {
        await this.#write(part)
        part = new Part()
      }
      if (part.count % 32 !== 0 || clock.monotonic() - began < sliceMs) continue
      await new Promise<void>((resolve) => soon(resolve))
      began = clock.monotonic()
    }
    if (part.count > 0) await this.#write(part)
    await this.#write(new Part())
  }

  async publish(): Promise<void> {
    const { disk, worker, folder, position } = this.#options
    await worker.run({ kind: 'publish', from: this.#temporary, to: path.join(folder, fileName('checkpoint', position)) })
    for (const old of positionsOf('checkpoint', disk.list(folder)).slice(0, -kept)) {
      await worker.run({ kind: 'remove', path: path.join(folder, fileName('checkpoint', old)) })
    }
  }

  async #write(part: Part): Promise<void> {
    const bytes = part.writer.buffer.subarray(0, part.writer.at)
    const position = this.#options.position + this.#at
    this.#chain = sealBatch(bytes, this.#start, { count: part.count, chain: this.#chain, position })
    await this.#options.worker.run({ kind: 'write', path: this.#temporary, at: this.#at, bytes })
    this.#at += bytes.length
  }
}

class Part {
  readonly writer = new ByteWriter(partBytes + 16 * 1024)
  count = 0

  constructor() {
    this.writer.at = batchHeaderBytes
  }

  add(record: JournalRecord): void {
    writeFrame(this.writer, record, noKey)
    this.count++
  }
}

export interface Checkpoint {
  readonly position: Position
  readonly path: string
}

/** The undamaged checkpoints of a folder, newest first; read to their ends. */
export function* validCheckpoints(disk: Disk, folder: string, identity: Buffer): Generator<Checkpoint> {
  for (const position of positionsOf('checkpoint', disk.list(folder)).reverse()) {
    const file = path.join(folder, fileName('checkpoint', position))
    if (isComplete(disk, file, identity)) yield { position, path: file }
  }
}

function isComplete(disk: Disk, file: string, identity: Buffer): boolean {
  for (const slice of checkpointParts(disk, file, identity)) if (slice === 'end') return true
  return false
}

/** Records of a checkpoint; the last part is 'end', and missing when the file is damaged. */
export function* readCheckpoint(disk: Disk, { path: file }: Checkpoint, identity: Buffer): Generator<readonly JournalRecord[]> {
  for (const part of checkpointParts(disk, file, identity)) if (part !== 'end') yield part()
}

function* checkpointParts(disk: Disk, file: string, identity: Buffer): Generator<(() => readonly JournalRecord[]) | 'end'> {
  const handle = disk.open(file, 'read')
  try {
    const window = new Window(handle)
    const header = readFileHeader('checkpoint', window.bytes(0, fileHeaderBytes))
    if (header === undefined || !header.identity.equals(identity)) return
    for (const batch of scan({ window, base: header.base, start: batchStart(identity) }, fileHeaderBytes, 0)) {
      if (batch.header.count > 0) yield () => entriesOf(batch).map((entry) => entry.record)
      else if (batch.at + batch.header.length === window.size) yield 'end'
    }
  } finally {
    handle.close()
  }
}

/** Of a folder that nobody writes to: where its newest undamaged checkpoint says to replay from, and what it says. */
export function newestCheckpoint(
  folder: string,
  identity: string,
  disk: Disk = new NodeDisk(),
): { readonly position: Position; readonly records: Iterable<readonly JournalRecord[]> } | undefined {
  const known = Buffer.from(identity, 'hex')
  const checkpoint = validCheckpoints(disk, folder, known).next().value
  return checkpoint && { position: checkpoint.position, records: readCheckpoint(disk, checkpoint, known) }
}
