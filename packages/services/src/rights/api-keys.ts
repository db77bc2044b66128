import type { ApiKey, ApiKeyRecord, JournalRecord, Stamps } from '@magpie-im/model'
import type { Change } from '../commit.ts'

/** The keys that were not revoked; those that expired stay until they are. */
export class ApiKeys {
  readonly #byId = new Map<string, ApiKey>()
  readonly #stamps: Stamps

  constructor(stamps: Stamps) {
    this.#stamps = stamps
  }

  get size(): number {
    return this.#byId.size
  }

  find(id: string): ApiKey | undefined {
    return this.#byId.get(id)
  }

  /** In the order in which they were made. */
  list(): readonly ApiKey[] {
    return [...this.#byId.values()]
  }

  add(key: Omit<ApiKey, 'createdAt'>): { readonly key: ApiKey; readonly change: Change } {
    const stamp = this.#stamps.next()
    const added = { ...key, createdAt: stamp }
    const change = {
      record: { type: 'api-key', stamp, ...added, revoked: false },
      apply: () => void this.#byId.set(key.id, added),
      undo: () => void this.#byId.delete(key.id),
    } as const
    return { key: added, change }
  }

  revoke(key: ApiKey): Change {
    return {
      record: { type: 'api-key', stamp: this.#stamps.next(), ...key, revoked: true },
      apply: () => void this.#byId.delete(key.id),
      undo: () => void this.#byId.set(key.id, key),
    }
  }

  restore({ type: _, stamp: __, revoked, ...key }: ApiKeyRecord): void {
    if (revoked) this.#byId.delete(key.id)
    else this.#byId.set(key.id, key)
  }

  *snapshot(): Iterable<JournalRecord> {
    for (const key of this.#byId.values()) yield { type: 'api-key', stamp: this.#stamps.next(), ...key, revoked: false }
  }
}
