import type { UserId } from './ids.ts'

export interface User {
  readonly id: UserId
  /** Unique 32-bit number, given once, for clients whose protocol needs one. */
  readonly number: number
  readonly name: string
  /** Argon2id hash in PHC string format; empty: signs in by token only. */
  readonly passwordHash: string
  readonly disabled: boolean
  /** Signs in only while the server is in demo mode. */
  readonly demo: boolean
}
