import type { FoundMessage, Log, MessageSearch, Position } from '@magpie-im/model'

/** What the thread must know to begin. */
export interface SearchStart {
  /** The journal's segments. */
  readonly folder: string
  /** The index; made when missing. */
  readonly file: string
  readonly journal: string
  readonly durable: Position
}

/** From the main thread. */
export type SearchCommand =
  | { readonly type: 'durable'; readonly position: Position }
  | { readonly type: 'find'; readonly id: number; readonly search: MessageSearch }
  | { readonly type: 'close' }

/** From the thread. */
export type SearchReport =
  /** `found` undefined: it failed. */
  | { readonly type: 'found'; readonly id: number; readonly found: readonly FoundMessage[] | undefined }
  | { readonly type: 'log'; readonly level: keyof Log; readonly message: string; readonly fields: object }
