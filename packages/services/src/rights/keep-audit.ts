import type { AuditRecord, Journal, Stamps } from '@magpie-im/model'
import { commit } from '../commit.ts'

/** Writes down who did what; resolves when durable. */
export class KeepAudit {
  readonly #journal: Journal
  readonly #stamps: Stamps

  constructor({ journal, stamps }: { readonly journal: Journal; readonly stamps: Stamps }) {
    this.#journal = journal
    this.#stamps = stamps
  }

  keep(entry: Omit<AuditRecord, 'type' | 'stamp'>): Promise<void> {
    const record = { type: 'audit', stamp: this.#stamps.next(), ...entry } as const
    return commit(this.#journal, [{ record, apply: () => undefined, undo: () => undefined }])
  }
}
