import type { Department, DepartmentRecord, JournalRecord, Stamps } from '@magpie-im/model'
import type { Change } from '../commit.ts'

/** The departments of an organisation, as a tree. */
export class Departments {
  readonly #byId = new Map<string, Department>()
  readonly #stamps: Stamps

  constructor(stamps: Stamps) {
    this.#stamps = stamps
  }

  get size(): number {
    return this.#byId.size
  }

  find(id: string): Department | undefined {
    return this.#byId.get(id)
  }

  /** Those of one parent together, lowest rank first. */
  list(): readonly Department[] {
    return [...this.#byId.values()].sort((a, b) => compare(a.parent, b.parent) || a.rank - b.rank || compare(a.id, b.id))
  }

  /** Right below `id`. */
  below(id: string): readonly Department[] {
    return [...this.#byId.values()].filter(({ parent }) => parent === id)
  }

  put(department: Department): Change {
    const before = this.find(department.id)
    return {
      record: { type: 'department', stamp: this.#stamps.next(), ...department, removed: false },
      apply: () => void this.#byId.set(department.id, department),
      undo: () => this.#set(department.id, before),
    }
  }

  remove(department: Department): Change {
    return {
      record: { type: 'department', stamp: this.#stamps.next(), ...department, removed: true },
      apply: () => this.#set(department.id, undefined),
      undo: () => this.#set(department.id, department),
    }
  }

  restore({ type: _, stamp: __, removed, ...department }: DepartmentRecord): void {
    this.#set(department.id, removed ? undefined : department)
  }

  *snapshot(): Iterable<JournalRecord> {
    for (const department of this.#byId.values()) yield { type: 'department', stamp: this.#stamps.next(), ...department, removed: false }
  }

  #set(id: string, department: Department | undefined): void {
    if (department === undefined) this.#byId.delete(id)
    else this.#byId.set(id, department)
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
