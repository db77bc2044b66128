import type { Batch } from '@magpie-im/model'
import type { Sample } from './family.ts'

/** What became durable. */
export class JournalCounts {
  batches = 0
  records = 0
  messageCount = 0
  readonly #messages = new Map<string, Map<string, number>>()

  add({ entries }: Batch): void {
    this.batches++
    this.records += entries.length
    for (const { record } of entries) if (record.type === 'message') this.#count(record.audience, record.kind)
  }

  *messages(): Iterable<Sample> {
    for (const [audience, kinds] of this.#messages) for (const [kind, value] of kinds) yield { labels: { audience, kind }, value }
  }

  #count(audience: string, kind: string): void {
    this.messageCount++
    const kinds = this.#messages.get(audience) ?? new Map<string, number>()
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
    this.#messages.set(audience, kinds)
  }
}
