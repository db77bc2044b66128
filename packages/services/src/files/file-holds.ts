import type { FileId } from '@magpie-im/model'

/** Files that are about to be sent, and files that are about to be removed: none is ever both. */
export class FileHolds {
  readonly #held = new Map<FileId, number>()
  readonly #removing = new Set<FileId>()

  /** Keeps it from being removed until `release`. False: it is being removed. */
  hold(id: FileId): boolean {
    if (this.#removing.has(id)) return false
    this.#held.set(id, (this.#held.get(id) ?? 0) + 1)
    return true
  }

  release(id: FileId): void {
    const left = (this.#held.get(id) ?? 0) - 1
    if (left > 0) this.#held.set(id, left)
    else this.#held.delete(id)
  }

  /** Keeps it from being sent until `removed`. False: it is about to be sent. */
  remove(id: FileId): boolean {
    if (this.#held.has(id)) return false
    this.#removing.add(id)
    return true
  }

  removed(id: FileId): void {
    this.#removing.delete(id)
  }
}
