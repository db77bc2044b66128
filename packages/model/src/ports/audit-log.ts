import type { Stamp } from '../stamp.ts'

/** A use of a right that others cannot see. */
export interface Audited {
  readonly stamp: Stamp
  readonly actor: string
  readonly action: string
  readonly subject: string
  readonly detail: string
}

export interface AuditLog {
  /** Newest first, only what is older than `before`. */
  list(query: { readonly before: Stamp; readonly limit: number }): Promise<readonly Audited[]>
}
