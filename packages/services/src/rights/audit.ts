import type { AuditRecord, Stamps } from '@magpie-im/model'
import type { Change } from '../commit.ts'

/** Who used which right on what; never contents or credentials (I16). */
export type Deed = Pick<AuditRecord, 'actor' | 'action' | 'subject' | 'detail'>

/** Comes in the same commit as what it is about. */
export function auditOf(stamps: Stamps, deed: Deed): Change {
  return { record: { type: 'audit', stamp: stamps.next(), ...deed }, apply: () => undefined, undo: () => undefined }
}
