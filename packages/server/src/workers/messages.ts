import type { SecureContextOptions } from 'node:tls'
import type { Log } from '@magpie-im/model'
import type { Place } from '../listen.ts'

/** Where a worker listens, and what it ends there. */
export interface WorkerDoor extends Place {
  /** Undefined: no TLS. */
  readonly certificate: SecureContextOptions | undefined
  /** Of the proxies whose connections begin with a PROXY header; undefined: there are none. */
  readonly proxies: { readonly trusted: readonly string[]; readonly patienceMs: number } | undefined
}

/** To a worker. */
export type WorkerCommand =
  | { readonly type: 'listen'; readonly door: WorkerDoor }
  /** Another certificate, for connections from now on. */
  | { readonly type: 'certificate'; readonly certificate: SecureContextOptions }
  /** Open connections stay. */
  | { readonly type: 'close' }

/** From a worker. */
export type WorkerReport =
  | { readonly type: 'listening' }
  | { readonly type: 'refused'; readonly code: string | undefined; readonly message: string }
  | { readonly type: 'log'; readonly level: keyof Log; readonly message: string; readonly fields: object }
