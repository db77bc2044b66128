import { expect, it } from 'vitest'
import { withReaction } from './reactions.ts'
import { messageOf } from './testing/scripted-server.fixture.ts'

const name = { conversation: 'user:ben', stamp: 1001 }
const told = { ...name, seq: 1, emoji: '👍' }
const start = messageOf(1)

it('a reaction is shown with how many there are, and whether it is one’s own too', () => {
  const one = withReaction(start, { ...told, by: 'ben', on: true, count: 1 }, 'ann')
  expect(one.reactions).toEqual([{ emoji: '👍', count: 1 }])
  const two = withReaction(one, { ...name, emoji: '👍', on: true }, 'ann')
  expect(two.reactions).toEqual([{ emoji: '👍', count: 2, mine: true }])
  expect(withReaction(two, { ...told, by: 'ben', on: false, count: 1 }, 'ann').reactions).toEqual([{ emoji: '👍', count: 1, mine: true }])
})

it('what nobody shows any more is gone', () => {
  const mine = withReaction(start, { ...name, emoji: '👍', on: true }, 'ann')
  expect(withReaction(mine, { ...name, emoji: '👍', on: false }, 'ann')).toEqual(start)
})

it('doing it again changes nothing', () => {
  const mine = withReaction(start, { ...name, emoji: '👍', on: true }, 'ann')
  expect(withReaction(mine, { ...name, emoji: '👍', on: true }, 'ann')).toEqual(mine)
  expect(withReaction(mine, { ...told, by: 'ann', on: true, count: 1 }, 'ann')).toEqual(mine)
})
