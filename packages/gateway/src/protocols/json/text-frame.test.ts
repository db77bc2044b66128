import { expect, it } from 'vitest'
import { textsIn } from '../../testing/page.fixture.ts'
import { textFrame } from './text-frame.ts'

it.each([
  [0, '8100'],
  [1, '810161'],
  [125, '817d'],
  [126, '817e007e'],
  [65_535, '817effff'],
  [65_536, '817f0000000000010000'],
])('a text of %d bytes is a message with its length', (length, header) => {
  const frame = textFrame('a'.repeat(length))
  expect(frame.toString('hex').startsWith(header)).toBe(true)
  expect(textsIn(frame)).toEqual(['a'.repeat(length)])
})

it('lengths are those of the bytes, not of the characters', () => {
  const texts = ['你好', '😀'.repeat(40), '']
  expect(textsIn(Buffer.concat(texts.map(textFrame)))).toEqual(texts)
})
