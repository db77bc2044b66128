import path from 'node:path'
import type { Position } from '@magpie-im/model'
import type { WaitingBatch } from './composer.ts'
import { batchStart, type FileHeader, fileHeaderBytes, fileName, spareName, writeFileHeader } from './format.ts'
import type { Tail } from './recovery.ts'
import type { Segment } from './segment.ts'
import type { DiskWorker } from './worker.ts'

const stepBytes = 1024 * 1024
const aheadBytes = 4 * stepBytes

export interface SegmentWriterOptions {
  readonly worker: DiskWorker
  readonly folder: string
  readonly segmentBytes: number
  readonly tail: Tail
  /** Told of a segment that ended. */
  onSealed(segment: Segment): void
}

/** Writes batches one at a time and keeps zeroed room ahead of them, in the next segment too when the current one ends. */
export class SegmentWriter {
  readonly #options: SegmentWriterOptions
  readonly #start: Buffer
  readonly #spare: string
  /** The current segment; its size is not kept. */
  #segment: Segment
  #at: number
  #chain: number
  /** Up to where a write was tried. */
  #tried: number
  #allocated: number
  #spareAllocated = 0
  #allocating: Promise<void> | undefined
  /** Made by a rotation that did not come to its end. */
  #halfMade: string | undefined

  constructor(options: SegmentWriterOptions) {
    const { segment, at, chain } = options.tail
    this.#options = options
    this.#start = batchStart(segment.header.identity)
    this.#spare = path.join(options.folder, spareName)
    this.#segment = segment
    this.#at = at
    this.#tried = at
    this.#chain = chain
    this.#allocated = segment.size
  }

  /** Where the next batch goes. */
  get next(): { readonly base: Position; readonly at: number } {
    return { base: this.#segment.base, at: this.#at }
  }

  /** After a failure nothing may be written before `voidTried`. */
  async write(batch: WaitingBatch): Promise<void> {
    if (batch.place.rotates) await this.#rotate(batch.place.base)
    const { bytes, checksum } = batch.seal(this.#start, this.#chain)
    this.#tried = this.#at + bytes.length
    this.#allocated = Math.max(this.#allocated, this.#tried)
    await this.#options.worker.run({ kind: 'write', path: this.#segment.path, at: this.#at, bytes })
    this.#at = this.#tried
    this.#chain = checksum
  }

  /** Durably takes back what failed writes may have left (I11). */
  async voidTried(): Promise<void> {
    const { worker } = this.#options
    if (this.#halfMade !== undefined) await worker.run({ kind: 'remove', path: this.#halfMade })
    this.#halfMade = undefined
    await worker.run({ kind: 'zero', path: this.#segment.path, from: this.#at, to: this.#tried, clip: true })
    this.#tried = this.#at
  }

  /** Whether there is less zeroed room ahead than there should be. */
  get short(): boolean {
    return this.#segmentShort() || this.#spareShort()
  }

  /** One step of zeroing; together with the one that is under way, if one is. */
  allocate(): Promise<void> {
    this.#allocating ??= this.#allocateStep().finally(() => {
      this.#allocating = undefined
    })
    return this.#allocating
  }

  #segmentShort(): boolean {
    return this.#allocated < Math.min(this.#options.segmentBytes, this.#at + aheadBytes)
  }

  #spareShort(): boolean {
    const { segmentBytes } = this.#options
    return this.#at + aheadBytes > segmentBytes && this.#spareAllocated < Math.min(segmentBytes, aheadBytes)
  }

  async #allocateStep(): Promise<void> {
    const { worker, segmentBytes } = this.#options
    const inSegment = this.#segmentShort()
    const from = inSegment ? this.#allocated : this.#spareAllocated
    const to = Math.min(segmentBytes, from + stepBytes)
    const { path: segment } = this.#segment
    if (inSegment) this.#allocated = to
    try {
      await worker.run({ kind: 'zero', path: inSegment ? segment : this.#spare, from, to, clip: false })
      if (!inSegment) this.#spareAllocated = to
    } catch (error) {
      if (inSegment && this.#allocated === to) this.#allocated = from
      throw error
    }
  }

  async #rotate(base: Position): Promise<void> {
    const { worker, folder } = this.#options
    await this.#allocating?.catch(() => undefined)
    const { identity } = this.#segment.header
    const header: FileHeader = { kind: 'segment', identity, base, chain: this.#chain }
    const next = path.join(folder, fileName('segment', base))
    await worker.run({ kind: 'write', path: this.#spare, at: 0, bytes: writeFileHeader(header) })
    await worker.run({ kind: 'truncate', path: this.#segment.path, size: this.#at })
    this.#allocated = this.#at
    this.#halfMade = next
    await worker.run({ kind: 'publish', from: this.#spare, to: next })
    this.#halfMade = undefined
    const sealed = { ...this.#segment, size: this.#at }
    this.#segment = { path: next, base, header, size: fileHeaderBytes }
    this.#allocated = Math.max(fileHeaderBytes, this.#spareAllocated)
    this.#spareAllocated = 0
    this.#at = fileHeaderBytes
    this.#tried = fileHeaderBytes
    this.#options.onSealed(sealed)
  }
}
