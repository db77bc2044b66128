import { ImError, type WordAction, wordActions } from '@magpie-im/model'

export const mostWords = 100_000
const longestWord = 64

/** A word as it is looked for. Throws `BadRequest` for what is none. */
export function wordOf(text: string): string {
  const word = sameLower(text.trim())
  if (word === '' || word.length > longestWord) {
    throw new ImError('BadRequest', { detail: `a word has 1 to ${longestWord} characters` })
  }
  return word
}

/** In lower case and exactly as long: the one letter that grows in lower case becomes the one it stands for. */
export function sameLower(text: string): string {
  return text.replaceAll('İ', 'i').toLowerCase()
}

/** One word in a line, with a tab and what is done about it behind; by default it is refused. Throws with the number of the line that is wrong. */
export function parseWords(text: string): Map<string, WordAction> {
  const words = new Map<string, WordAction>()
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue
    const [word = '', action = 'refuse', ...more] = line.split('\t')
    const known = wordActions.find((each) => each === action.trim())
    if (known === undefined || more.length > 0) throw new Error(`line ${index + 1} is not a word, with a tab and refuse or replace behind`)
    words.set(checked(word, index + 1), known)
    if (words.size > mostWords) throw new Error(`there are more than ${mostWords} words`)
  }
  return words
}

function checked(text: string, line: number): string {
  try {
    return wordOf(text)
  } catch (cause) {
    throw new Error(`line ${line} has no word of a length that can be looked for`, { cause })
  }
}
