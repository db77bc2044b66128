import { type BlockedWordRecord, ImError, type JournalRecord, type Stamps, type WordAction } from '@magpie-im/model'
import type { Change } from '../commit.ts'
import { sameLower, wordOf } from './word-list.ts'
import { WordMatcher } from './word-matcher.ts'

/** With more changes than this it is worth it to begin anew. */
const mostChanges = 200

/** What may not be written, from a file and from what was changed while the server runs, which comes first. */
export class BlockedWords {
  #file: ReadonlyMap<string, WordAction> = new Map()
  /** Undefined: nothing is done about it, whatever the file says. */
  readonly #changed = new Map<string, WordAction | undefined>()
  readonly #stamps: Stamps
  /** Undefined: it is to be made anew. */
  #matcher: WordMatcher | undefined
  /** Words that changed and that the matcher has not been told of. */
  readonly #untold = new Set<string>()

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
    return this.#current().isEmpty
  }

  /** Takes the place of the list of the file. */
  useFile(words: ReadonlyMap<string, WordAction>): void {
    this.#file = words
    this.#matcher = undefined
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
    const found: { readonly start: number; readonly end: number }[] = []
    for (const { action, start, end } of this.#current().find(sameLower(text))) {
      if (action === 'refuse') throw new ImError('ContentBlocked')
      found.push({ start, end })
    }
    return found.length === 0 ? text : masked(text, found)
  }

  #current(): WordMatcher {
    if (this.#matcher === undefined || this.#matcher.changes + this.#untold.size > mostChanges) {
      this.#matcher = new WordMatcher(this.list())
    } else if (this.#untold.size > 0) {
      this.#matcher.change(Array.from(this.#untold, (word) => [word, this.#actionOf(word)] as const))
    } else return this.#matcher
    this.#untold.clear()
    return this.#matcher
  }

  #actionOf(word: string): WordAction | undefined {
    return this.#changed.has(word) ? this.#changed.get(word) : this.#file.get(word)
  }

  #set(word: string, entry: { readonly action: WordAction | undefined } | undefined): void {
    if (entry === undefined) this.#changed.delete(word)
    else this.#changed.set(word, entry.action)
    this.#untold.add(word)
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
