import { expect, it } from 'vitest'
import { spreadOf, table, whole } from './report.ts'

it('the spread of runs is their median, least and most', () => {
  expect(spreadOf([3, 1, 2])).toEqual({ median: 2, least: 1, most: 3 })
  expect(spreadOf([4, 1, 2, 3])).toEqual({ median: 2.5, least: 1, most: 4 })
})

it('a table has its names to the left and its numbers to the right', () => {
  const rows = [
    ['', 'acked/s'],
    ['server', whole(1234.4)],
    ['r', '7'],
  ]

  expect(table(rows)).toBe('        acked/s\nserver    1,234\nr             7')
})
