import { expect, it } from 'vitest'
import { hasSought, soughtIn, termsOf } from './terms.ts'

it('cuts scripts with spaces into words, and others into pairs of characters with the last one alone', () => {
  expect([...termsOf('See you at 9, Müller!')]).toEqual(['see', 'you', 'at', '9', 'muller'])
  expect([...termsOf('你好世界')]).toEqual(['你好', '好世', '世界', '界'])
  expect([...termsOf('Meet在东京at9')]).toEqual(['meet', '在东', '东京', '京', 'at9'])
  expect([...termsOf('カタカナとﾊﾝｶｸ')]).toEqual(['カタ', 'タカ', 'カナ', 'ナと', 'とハ', 'ハン', 'ンカ', 'カク', 'ク'])
  expect([...termsOf('がか')]).toEqual(['がか', 'か'])
  expect([...termsOf('👍 …!')]).toEqual([])
})

it('seeks the word that is being typed by its beginning, once it is long enough', () => {
  expect(soughtIn('see yo')).toEqual({ terms: ['see', 'yo'], beginnings: [] })
  expect(soughtIn('see mull')).toEqual({ terms: ['see'], beginnings: ['mull'] })
  expect(soughtIn('see muller ')).toEqual({ terms: ['see', 'muller'], beginnings: [] })
})

it('seeks a single character of a script without spaces wherever it stands', () => {
  expect(soughtIn('界')).toEqual({ terms: [], beginnings: ['界'] })
  const beginsWith = (text: string) => [...termsOf(text)].some((term) => term.startsWith('界'))
  expect(['界', '世界', '界线', '世界人'].every(beginsWith)).toBe(true)
})

it('finds a piece of a text, and not its pairs in another order', () => {
  expect(hasSought('今天世界杯开始', '世界杯')).toBe(true)
  expect(hasSought('世界很大，界杯', '世界杯')).toBe(false)
  expect(hasSought('Café in Zürich', 'zurich cafe')).toBe(true)
  expect(hasSought('Café in Zürich', 'cafes')).toBe(false)
  expect(hasSought('Café in Zürich', 'zuri')).toBe(true)
})

it('every pair of a run that is sought is a term of any text that has the run', () => {
  const text = '数据库备份完成了吗'
  for (let from = 0; from < text.length; from++) {
    for (let to = from + 2; to <= text.length; to++) {
      const own = termsOf(`前${text}后`)
      expect(soughtIn(text.slice(from, to)).terms.every((term) => own.has(term))).toBe(true)
    }
  }
})

it('cuts what is too long in the same way on both sides', () => {
  const key = 'x'.repeat(300)
  expect(hasSought(`the key is ${key} .`, `${key} `)).toBe(true)
  expect([...termsOf(key)][0]).toHaveLength(40)
})
