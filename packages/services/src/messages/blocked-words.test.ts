import { Stamps, type WordAction } from '@magpie-im/model'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { FakeClock } from '../testing/fake-clock.fixture.ts'
import { ann, ben, Writers } from '../testing/writers.fixture.ts'
import { BlockedWords, mayBeMaskOf } from './blocked-words.ts'
import { parseWords } from './word-list.ts'

it.for([
  ['a bad word', 'bad', 'a *** word'],
  ['A BaD WORD', 'bad', 'A *** WORD'],
  ['你是坏蛋吗', '坏蛋', '你是**吗'],
  ['badbad', 'bad', '******'],
  ['abcd', 'abc bcd', '****'],
  ['abcde', 'abcd bc', '****e'],
  ['xyz', 'bad', 'xyz'],
  ['İstanbul', 'istanbul', '********'],
  ['no 😀😀 here', '😀😀', 'no ** here'],
] as const)('%j without %j is %j', ([text, words, clean]) => {
  expect(wordsOf(words.split(' '), 'replace').clean(text)).toBe(clean)
})

it('a word that is refused wins over one that is replaced, and is not named (I16)', () => {
  const words = new BlockedWords(new Stamps(new FakeClock()))
  words.useFile(parseWords('darn\treplace\nworse\n'))
  expect(() => words.clean('darn, this is WORSE')).toThrow(
    expect.objectContaining({ name: 'ContentBlocked', message: expect.not.stringMatching(/worse/i) }),
  )
})

it('replacing finds what one would find by looking at every place for every word', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'A', '坏'), minLength: 1, maxLength: 4 })
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'B', '坏', 'x'), maxLength: 30 })
  fc.assert(
    fc.property(fc.array(word, { maxLength: 8 }), text, (words, text) => {
      expect(wordsOf(words, 'replace').clean(text)).toBe(naive(words, text))
    }),
    { numRuns: 500 },
  )
})

it('what is found does not depend on when which word was changed', () => {
  const letter = fc.constantFrom('a', 'b', 'c', 'd', '坏')
  const word = fc.string({ unit: letter, minLength: 1, maxLength: 4 })
  const action = fc.constantFrom('replace' as const, undefined)
  const change = fc.record({ word, action, looks: fc.boolean() })
  fc.assert(
    fc.property(fc.array(word), fc.array(change, { maxLength: 300, size: 'max' }), fc.string({ unit: letter }), (list, changes, text) => {
      const words = wordsOf(list, 'replace')
      for (const { word, action, looks } of changes) {
        words.change(word, action).apply()
        if (looks) expect(words.clean(text)).toBe(naive([...words.list().keys()], text))
      }
      expect(words.clean(text)).toBe(naive([...words.list().keys()], text))
    }),
    { numRuns: 50 },
  )
})

it('one word more does not take as long as all the others together', () => {
  const words = new BlockedWords(new Stamps(new FakeClock()))
  words.useFile(new Map(Array.from({ length: 20_000 }, (_, i) => [`word ${i}`, 'refuse'])))
  const start = performance.now()
  words.clean('hello')
  const all = performance.now() - start
  for (let change = 0; change < 100; change++) {
    words.change(`more ${change}`, 'refuse').apply()
    words.clean('hello')
  }
  expect(performance.now() - start - all).toBeLessThan(20 * all)
  expect(() => words.clean('more 99')).toThrow(expect.objectContaining({ name: 'ContentBlocked' }))
})

it('a list is one word in a line, refused unless it says replace', () => {
  expect([...parseWords('Bad\n\r\n 坏蛋 \treplace\r\nworse\trefuse\n')]).toEqual([
    ['bad', 'refuse'],
    ['坏蛋', 'replace'],
    ['worse', 'refuse'],
  ])
  expect(() => parseWords('fine\nbad\tburn')).toThrow('line 2')
  expect(() => parseWords('x'.repeat(65))).toThrow('line 1')
})

it('what is said while the server runs comes before the file, and survives a restart', async () => {
  const before = await Writers.withFriends(ann, ben)
  await before.changeBlockedWord.change('key:1', 'Fine', 'refuse')
  await before.changeBlockedWord.change('key:1', 'bad', undefined)
  await before.journal.checkpoint(before.state.snapshot())
  const { state } = await before.restart()
  state.blockedWords.useFile(parseWords('bad\nworse'))
  expect([...state.blockedWords.list()]).toEqual([
    ['worse', 'refuse'],
    ['fine', 'refuse'],
  ])
})

it('a text with a blocked word is refused or stored with asterisks; contents of other kinds pass', async () => {
  const writers = await withWords('bad\treplace\nworse')
  await expect(writers.say(ann, ben, 'worse')).rejects.toMatchObject({ name: 'ContentBlocked' })
  await writers.say(ann, ben, 'bad day', { push: { title: 'bad', summary: 'so bad', url: 'bad' } })
  await writers.say(ann, ben, '{"bad":"worse"}', { kind: 'custom' })
  expect(writers.messages).toMatchObject([
    { seq: 1, body: '*** day', masked: true, push: { title: '***', summary: 'so ***', url: 'bad' } },
    { seq: 2, body: '{"bad":"worse"}' },
  ])
})

it('a repeat of a text with replaced words is found, whatever the list says by then (I3)', async () => {
  const writers = await withWords('bad\treplace')
  const send = () => writers.say(ann, ben, 'a bad day', { clientMessageId: 'same' })
  const { seqId } = await send()
  expect(await send()).toMatchObject({ seqId })
  for (const list of ['', 'day\treplace', 'bad\trefuse']) {
    writers.state.blockedWords.useFile(parseWords(list))
    expect(await send()).toMatchObject({ seqId })
  }
  const restarted = await writers.restart()
  expect(await restarted.say(ann, ben, 'a bad day', { clientMessageId: 'same' })).toMatchObject({ seqId })
  expect(restarted.messages).toHaveLength(1)
})

it('another text under the same id is another message, asterisks or not (I3)', async () => {
  const writers = await withWords('')
  await writers.say(ann, ben, 'a *** day', { clientMessageId: 'same' })
  expect(await writers.say(ann, ben, 'a bad day', { clientMessageId: 'same' })).toMatchObject({ seq: 2 })
})

it('a mask fits what it may have been made of', () => {
  expect([mayBeMaskOf('a **', 'a 坏蛋'), mayBeMaskOf('a **', 'b 坏蛋'), mayBeMaskOf('a **', 'a 坏'), mayBeMaskOf('**', '😀😀')]).toEqual([
    true,
    false,
    false,
    true,
  ])
})

it('many words are blocked together or not at all, and it is on record without naming them', async () => {
  const writers = await withWords('')
  const many = (...words: string[]) => words.map((word) => ({ word, action: 'refuse' as const }))
  await expect(writers.changeBlockedWord.changeAll('key:1', many('bad', ' '))).rejects.toMatchObject({ name: 'BadRequest' })
  await writers.say(ann, ben, 'bad')
  await writers.changeBlockedWord.changeAll('key:1', many('bad', 'worse', 'bad'))
  expect([...writers.state.blockedWords.list().keys()]).toEqual(['bad', 'worse'])
  await expect(writers.say(ann, ben, 'worse')).rejects.toMatchObject({ name: 'ContentBlocked' })
  expect(JSON.stringify(writers.records.filter(({ type }) => type === 'audit'))).not.toMatch(/bad|worse/)

  writers.journal.fail()
  await expect(writers.changeBlockedWord.changeAll('key:1', many('new', 'new'))).rejects.toMatchObject({ name: 'StorageUnavailable' })
  expect([...writers.state.blockedWords.list().keys()]).toEqual(['bad', 'worse'])
})

async function withWords(list: string): Promise<Writers> {
  const writers = await Writers.withFriends(ann, ben)
  writers.state.blockedWords.useFile(parseWords(list))
  return writers
}

function wordsOf(list: readonly string[], action: WordAction): BlockedWords {
  const words = new BlockedWords(new Stamps(new FakeClock()))
  words.useFile(new Map(list.map((word) => [word.toLowerCase(), action])))
  return words
}

function naive(words: readonly string[], text: string): string {
  const lower = text.toLowerCase()
  const covered = [...text].map((_, at) =>
    words.some((word) => {
      const starts = Array.from({ length: word.length }, (_, back) => at - back)
      return starts.some((start) => start >= 0 && lower.startsWith(word.toLowerCase(), start))
    }),
  )
  return [...text].map((character, at) => (covered[at] ? '*' : character)).join('')
}
