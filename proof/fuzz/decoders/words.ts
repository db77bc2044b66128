import { parseWords } from '@magpie-im/services'
import { answered, claim, type Decoder } from '../decoder.ts'
import { magnitude } from '../shape.ts'

const refusal = /^(?:line \d+ |there are more than )/

function check(text: string): string {
  const words = parseWords(text)
  const written = [...words].map(([word, action]) => `${word}\t${action}`).join('\n')
  claim(
    written === [...parseWords(written)].map(([word, action]) => `${word}\t${action}`).join('\n'),
    'words do not come back from their file',
  )
  return `${magnitude(words.size)} ${magnitude(written.length)}`
}

/** The file of blocked words. */
export const blockedWords: Decoder = {
  name: 'blocked-words',
  seeds: ['damn\nheck\treplace\r\n脏话\trefuse\n\n', 'İstanbul\n', 'x'.repeat(64)].map((text) => Buffer.from(text)),
  words: ['\t', '\r\n', '\trefuse', '\treplace', 'İ', '\ufffd', '\u2028', 'ß'].map((text) => Buffer.from(text)),
  decode: (input) =>
    answered(
      () => check(input.toString()),
      (error) => (error instanceof Error && refusal.test(error.message) ? error.message.replace(/\d+/, '') : undefined),
    ),
}
