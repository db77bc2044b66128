import type { AuditRecord, Journal, Stamps } from '@magpie-im/model'
import { commit } from '../commit.ts'

/** Of what is written down for ever; some of it is what a peer sent. */
const longest = 255

/** Writes down who did what; resolves when durable. */
export class KeepAudit {
  readonly #journal: Journal
  readonly #stamps: Stamps

  constructor({ journal, stamps }: { readonly journal: Journal; readonly stamps: Stamps }) {
    this.#journal = journal
    this.#stamps = stamps
  }

  keep({ actor, action, subject, detail }: Omit<AuditRecord, 'type' | 'stamp'>): Promise<void> {
    const record = { type: 'audit', stamp: this.#stamps.next(), actor, action, subject: shorten(subject), detail: shorten(detail) } as const
    return commit(this.#journal, [{ record, apply: () => undefined, undo: () => undefined }])
  }
}

function shorten(text: string): string {
  return text.slice(0, longest).toWellFormed()
}
