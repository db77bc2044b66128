import type { JournalRecord, SettingRecord, Stamps } from '@magpie-im/model'
import type { Change } from '../commit.ts'

/** Settings that were changed while the server runs, as a configuration file would write them. */
export class ChangedSettings {
  readonly #values = new Map<string, string>()
  readonly #stamps: Stamps
  readonly #listeners: ((key: string) => void)[] = []

  constructor(stamps: Stamps) {
    this.#stamps = stamps
  }

  keys(): Iterable<string> {
    return this.#values.keys()
  }

  /** Undefined: it is as the configuration says. */
  find(key: string): string | undefined {
    return this.#values.get(key)
  }

  /** Calls `listener` whenever a setting has another value than before, also when a change is undone. */
  follow(listener: (key: string) => void): void {
    this.#listeners.push(listener)
  }

  change(key: string, value: string | undefined): Change {
    const before = this.find(key)
    return {
      record: { type: 'setting', stamp: this.#stamps.next(), key, value },
      apply: () => this.#set(key, value),
      undo: () => this.#set(key, before),
    }
  }

  restore({ key, value }: SettingRecord): void {
    this.#set(key, value)
  }

  *snapshot(): Iterable<JournalRecord> {
    for (const [key, value] of this.#values) yield { type: 'setting', stamp: this.#stamps.next(), key, value }
  }

  #set(key: string, value: string | undefined): void {
    if (value === undefined) this.#values.delete(key)
    else this.#values.set(key, value)
    for (const listener of this.#listeners) listener(key)
  }
}
