import type { Log, Position } from '@magpie-im/model'
import type { ReadEngine } from '@magpie-im/storage'

/** What the thread must know to begin. */
export interface ThreadStart {
  /** The journal's segments. */
  readonly folder: string
  /** The database. */
  readonly file: string
  readonly journal: string
  readonly durable: Position
}

export type ReadName = keyof ReadEngine

export type Read = { [Name in ReadName]: { readonly name: Name; readonly query: Parameters<ReadEngine[Name]>[0] } }[ReadName]

export interface AskedRead {
  readonly id: number
  readonly read: Read
}

/** To the read of this id. `snapshot` undefined: it failed. */
export interface Answer {
  readonly id: number
  readonly snapshot: unknown
}

/** From the main thread. They are handled in order, and a read is done before the next one is looked at. */
export type Command =
  | { readonly type: 'durable'; readonly position: Position }
  | { readonly type: 'reads'; readonly reads: readonly AskedRead[] }
  | { readonly type: 'close' }

/** From the thread. */
export type Report =
  | { readonly type: 'opened'; readonly watermark: Position }
  | { readonly type: 'refused'; readonly name: string; readonly message: string }
  | { readonly type: 'watermark'; readonly watermark: Position }
  /** To all that was asked for with one command. */
  | { readonly type: 'answers'; readonly answers: readonly Answer[] }
  /** The database has to be opened anew. */
  | { readonly type: 'damaged' }
  | { readonly type: 'closed' }
  | { readonly type: 'log'; readonly level: keyof Log; readonly message: string; readonly fields: object }
