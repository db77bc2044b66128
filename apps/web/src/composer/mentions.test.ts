import { expect, it } from 'vitest'
import { mentionAt, mentionedIn, suggestionsFor, withMention } from './mentions.ts'

const ben = { user: 'ben', name: 'Ben' }
const bea = { user: 'u7', name: 'Bea Long' }
const li = { user: 'li', name: '李雷' }
const all = [ben, bea, li]

it('an @ at the beginning of a word begins a mention, an address does not', () => {
  expect(mentionAt('Hello @be', 9)).toBe('be')
  expect(mentionAt('@', 1)).toBe('')
  expect(mentionAt('ann@example', 11)).toBeUndefined()
  expect(mentionAt('@ben and', 8)).toBeUndefined()
})

it('who is meant is found by name or id', () => {
  expect(suggestionsFor('BE', all)).toEqual([ben, bea])
  expect(suggestionsFor('u7', all)).toEqual([bea])
  expect(suggestionsFor('李', all)).toEqual([li])
})

it('choosing one puts the name where the cursor is', () => {
  expect(withMention('Hi @be!', 6, ben)).toEqual({ text: 'Hi @Ben !', cursor: 8 })
})

it('a text speaks to whom it names', () => {
  expect(mentionedIn('@Bea Long and @李雷, and @Bea Long again: lunch?', all)).toEqual({ users: ['u7', 'li'], all: false })
  expect(mentionedIn('ben@example', all)).toEqual({ users: [], all: false })
})

it('who has the beginning of a name for a name is not meant by it', () => {
  const anna = { user: 'anna', name: 'Anna' }
  const both = [{ user: 'ann', name: 'Ann' }, anna]
  expect(mentionedIn('@Anna!', both).users).toEqual(['anna'])
  expect(mentionedIn('@Ann @Anna', both).users).toEqual(['ann', 'anna'])
})

it('everybody is meant where that may be said', () => {
  const everybody = { user: 'all', name: 'everybody', isAll: true } as const
  expect(suggestionsFor('al', [everybody, ...all])).toEqual([everybody])
  expect(mentionedIn('@everybody and @Ben', [everybody, ...all])).toEqual({ users: ['ben'], all: true })
  expect(mentionedIn('@everybody', all)).toEqual({ users: [], all: false })
})
