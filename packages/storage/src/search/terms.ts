/** Written without spaces: every two characters that stand together are a term. */
const unspaced = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー`
const pieces = new RegExp(String.raw`(?<run>[${unspaced}]+)|(?<word>(?:(?![${unspaced}])[\p{L}\p{N}])+)`, 'gu')
/** Of alphabets in which a letter without its accent is the same letter to most who type. */
const accents = /(?<=[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])\p{M}+/gu
/** Longer ones are links and keys, which nobody types. */
const longestWord = 40
/** A single letter, or two, begins half of all words. */
const shortestBeginning = 3

/** What is sought in a text. */
export interface Sought {
  /** Each must be there. */
  readonly terms: readonly string[]
  /** Of each there must be a term that begins so. */
  readonly beginnings: readonly string[]
}

/** As texts are compared: case, width and accents make no difference. */
function plain(text: string): string {
  return text.normalize('NFKD').replace(accents, '').toLowerCase().normalize('NFKC')
}

/** What a text is found by. */
export function termsOf(text: string): Set<string> {
  const terms = new Set<string>()
  for (const { groups = {} } of plain(text).matchAll(pieces)) {
    const { run, word } = groups
    if (word !== undefined) terms.add(cut(word))
    else for (const term of pairsOf(run ?? '', true)) terms.add(term)
  }
  return terms
}

/** The last word may be one that is still being typed. */
export function soughtIn(text: string): Sought {
  const terms = new Set<string>()
  const beginnings = new Set<string>()
  const sought = plain(text)
  for (const { groups = {}, index, 0: piece } of sought.matchAll(pieces)) {
    const { run, word } = groups
    const isTyped = index + piece.length === sought.length && piece.length >= shortestBeginning
    if (word !== undefined) (isTyped ? beginnings : terms).add(cut(word))
    else if (run !== undefined && [...run].length === 1) beginnings.add(run)
    else for (const term of pairsOf(run ?? '', false)) terms.add(term)
  }
  return { terms: [...terms], beginnings: [...beginnings] }
}

/** Not so for nothing but punctuation. */
export function canSeek(text: string): boolean {
  return plain(text).search(pieces) >= 0
}

/** Whether what is sought is there: runs in one piece, words anywhere. */
export function hasSought(body: string, text: string): boolean {
  const whole = plain(body)
  const { terms, beginnings } = soughtIn(text)
  const runs = [...plain(text).matchAll(pieces)].flatMap(({ groups = {} }) => groups['run'] ?? [])
  const own = termsOf(body)
  return (
    runs.every((run) => whole.includes(run)) &&
    terms.every((term) => own.has(term)) &&
    beginnings.every((beginning) => [...own].some((term) => term.startsWith(beginning)))
  )
}

/** The last character stands for itself, so that each begins a term; a question needs it only when it is all there is. */
function* pairsOf(run: string, withLast: boolean): Iterable<string> {
  const characters = [...run]
  for (let at = 0; at + 1 < characters.length; at++) yield `${characters[at]}${characters[at + 1]}`
  if (withLast) yield characters.at(-1) ?? ''
}

function cut(word: string): string {
  return word.length <= longestWord ? word : [...word].slice(0, longestWord).join('')
}
