import type { WordAction } from '@magpie-im/model'
import AhoCorasick from 'modern-ahocorasick'

interface Found {
  readonly action: WordAction
  readonly start: number
  readonly end: number
}

type Matcher = AhoCorasick<WordAction> | undefined

/**
 * Finds words in a text. To make a matcher of 10,000 words takes some 100 ms, so the few that changed since have one of
 * their own, which is made in no time.
 */
export class WordMatcher {
  readonly #settled: Matcher
  readonly #changed = new Map<string, WordAction | undefined>()
  #young: Matcher

  constructor(words: ReadonlyMap<string, WordAction>) {
    this.#settled = matcherOf(words)
  }

  /** Nothing can be found. */
  get isEmpty(): boolean {
    return this.#settled === undefined && this.#young === undefined
  }

  /** How many words changed since it was made. */
  get changes(): number {
    return this.#changed.size
  }

  /** Undefined: it is not looked for any more. */
  change(words: Iterable<readonly [string, WordAction | undefined]>): void {
    for (const [word, action] of words) this.#changed.set(word, action)
    this.#young = matcherOf(this.#changed)
  }

  /** Also where they overlap, in no order. */
  *find(text: string): Iterable<Found> {
    for (const found of matchesOf(this.#settled, text)) {
      if (!this.#changed.has(text.slice(found.start, found.end))) yield found
    }
    yield* matchesOf(this.#young, text)
  }
}

function* matchesOf(matcher: Matcher, text: string): Iterable<Found> {
  for (const { data: action, start, end } of matcher?.iterate(text) ?? []) if (action !== undefined) yield { action, start, end }
}

function matcherOf(words: ReadonlyMap<string, WordAction | undefined>): Matcher {
  const patterns: { readonly pattern: string; readonly data: WordAction }[] = []
  for (const [pattern, data] of words) if (data !== undefined) patterns.push({ pattern, data })
  return patterns.length === 0 ? undefined : new AhoCorasick<WordAction>(patterns)
}
