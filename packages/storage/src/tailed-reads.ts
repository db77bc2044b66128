import type { Position } from '@magpie-im/model'
import type { ReadEngine, Snapshot } from './engine.ts'
import type { TailReader } from './tail.ts'

/** What a read of the read model is made of: a snapshot of the engine, and the durable tail above it. */
export interface TailedReads {
  readonly engine: ReadEngine
  /** The tail keeps what a snapshot that is taken meanwhile may need. */
  readonly read: <T>(read: (tail: TailReader) => Promise<T>) => Promise<T>
  readonly checked: <T>(snapshot: Snapshot<T>) => Snapshot<T>
  /** No snapshot that is taken from now on is older. */
  readonly watermark: () => Position
}
