import { type BlockedWordRecord, ImError, type JournalRecord, type Stamps, type WordAction } from '@magpie-im/model'
import AhoCorasick from 'modern-ahocorasick'
import type { Change } from '../commit.ts'
import { sameLower, wordOf } from './word-list.ts'

/** What may not be written, from a file and from what was changed while the server runs, which comes first. */
export class BlockedWords {
  #file: ReadonlyMap<string, WordAction> = new Map()
  /** Undefined: nothing is done about it, whatever the file says. */
  readonly #changed = new Map<string, WordAction | undefined>()
  readonly #stamps: Stamps
  /** Undefined: there is no word. */
  #matcher: AhoCorasick<WordAction> | undefined
  /** The matcher is to be built anew, which takes some 100 ms for 10,000 words. */
  #stale = false

  constructor(stamps: Stamps) {
    this.#stamps = stamps
  }

  /** All that hold now. */
  list(): ReadonlyMap<string, WordAction> {
    const all = new Map<string, WordAction>(this.#file)
    for (const [word, action] of this.#changed) {
      if (action === undefined) all.delete(word)
      else all.set(word, action)
    }
    return all
  }

  /** Whether there is no word to look for. */
  get none(): boolean {
    return this.#current() === undefined
  }

  /** Takes the place of the list of the file. */
  useFile(words: ReadonlyMap<string, WordAction>): void {
    this.#file = words
    this.#stale = true
  }

  /** How many words were changed while the server runs. */
  get changes(): number {
    return this.#changed.size
  }

  change(text: string, action: WordAction | undefined): Change {
    const word = wordOf(text)
    const before = this.#changed.has(word) ? { action: this.#changed.get(word) } : undefined
    return {
      record: { type: 'blocked-word', stamp: this.#stamps.next(), word, action },
      apply: () => this.#set(word, { action }),
      undo: () => this.#set(word, before),
    }
  }

  restore({ word, action }: BlockedWordRecord): void {
    this.#set(word, { action })
  }

  *snapshot(): Iterable<JournalRecord> {
    for (const [word, action] of this.#changed) yield { type: 'blocked-word', stamp: this.#stamps.next(), word, action }
  }

  /** The text with asterisks for what is to be replaced. Throws `ContentBlocked`, which names nothing of it (I16). */
  clean(text: string): string {
    const matcher = this.#current()
    if (matcher === undefined) return text
    const found: { readonly start: number; readonly end: number }[] = []
    for (const { data, start, end } of matcher.iterate(sameLower(text))) {
      if (data === 'refuse') throw new ImError('ContentBlocked')
      found.push({ start, end })
    }
    return found.length === 0 ? text : masked(text, found)
  }

  #current(): AhoCorasick<WordAction> | undefined {
    if (!this.#stale) return this.#matcher
    const words = [...this.list()].map(([pattern, data]) => ({ pattern, data }))
    this.#matcher = words.length === 0 ? undefined : new AhoCorasick(words)
    this.#stale = false
    return this.#matcher
  }

  #set(word: string, entry: { readonly action: WordAction | undefined } | undefined): void {
    if (entry === undefined) this.#changed.delete(word)
    else this.#changed.set(word, entry.action)
    this.#stale = true
  }
}

/** One asterisk for each character of what was found, where words overlap too. */
function masked(text: string, found: readonly { readonly start: number; readonly end: number }[]): string {
  let result = ''
  let at = 0
  for (const { start, end } of [...found].sort((a, b) => a.start - b.start)) {
    if (end <= at) continue
    result += text.slice(at, Math.max(at, start))
    result += '*'.repeat([...text.slice(Math.max(at, start), end)].length)
    at = end
  }
  return result + text.slice(at)
}

/** Whether replacing words in `text` may have left `stored`, whatever the list was then. */
export function mayBeMaskOf(stored: string, text: string): boolean {
  if (stored === text) return true
  const [left, right] = [[...stored], [...text]]
  return left.length === right.length && left.every((character, index) => character === '*' || character === right[index])
}
