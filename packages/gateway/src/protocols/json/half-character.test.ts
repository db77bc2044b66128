import { isWellFormed } from '@magpie-im/model'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { hasHalfCharacter } from './half-character.ts'

it.each([
  ['"\\ud83d\\ude00"', false],
  ['"\\uD83D\\uDE00 and \\u0041\\n"', false],
  ['"\\\\ud83d"', false],
  ['"\\\\\\ud83d"', true],
  ['"\\ud83d"', true],
  ['"\\ude00"', true],
  ['"\\ude00\\ud83d"', true],
  ['"\\ud83d\\ud83d\\ude00"', true],
  ['"\\ud83dx\\ude00"', true],
  ['{"\\ud83d":1}', true],
  ['["\\ud83d","\\ude00"]', true],
  ['"😀"', false],
])('%s has half a character: %s', (json, expected) => {
  expect(hasHalfCharacter(json)).toBe(expected)
})

it('says what a walk through everything that was read would say', () => {
  const unit = fc.constantFrom('\\ud83d', '\\ude00', '\\\\', '\\u0041', '\\n', 'x', '😀')
  const text = fc.array(unit, { maxLength: 8 }).map((units) => `["${units.join('')}"]`)
  fc.assert(fc.property(text, (json) => hasHalfCharacter(json) === !isWellFormed(JSON.parse(json))))
})
