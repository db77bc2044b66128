import { expect, it } from 'vitest'
import { targetsFor } from './targets.ts'

const titles: Readonly<Record<string, string>> = { 'user:lilei': '李雷', 'user:ben': 'Ben Carter', 'group:g1': 'Lunch club' }
const known = {
  conversations: ['group:g1', 'notice:news', 'user:ben'],
  friends: ['ben', 'lilei'],
  groups: ['g1'],
  titleOf: (conversation: string) => titles[conversation] ?? conversation,
}
const found = (sought: string) => targetsFor(sought, known).map(({ title }) => title)

it('each place is there once, where one wrote last first, and nobody writes to what only tells', () => {
  expect(found('')).toEqual(['Lunch club', 'Ben Carter', '李雷'])
})

it('a place is found by a piece of its name or its id', () => {
  expect(found('CART')).toEqual(['Ben Carter'])
  expect(found('雷')).toEqual(['李雷'])
  expect(found('lilei')).toEqual(['李雷'])
  expect(found('nobody')).toEqual([])
})
