import { expect, it } from 'vitest'
import { parseMetrics, rises, sumOf } from './metrics.ts'

const before = parseMetrics('# HELP a what\n# TYPE a counter\na{door="omtp",reason="x"} 2\nab 7\n')
const after = parseMetrics('a{door="omtp",reason="x"} 5\na{door="http",reason="x"} 1\na{door="http",reason="y"} 4\nab 7\n')

it('a family is summed over its labels, and not with another whose name begins like it', () => {
  expect([sumOf(after, 'a'), sumOf(after, 'ab'), sumOf(after, 'c')]).toEqual([10, 7, 0])
})

it('what rose is told by a label', () => {
  expect(rises(before, after, { family: 'a', label: 'reason' })).toEqual(
    new Map([
      ['x', 4],
      ['y', 4],
    ]),
  )
  expect(rises(after, after, { family: 'a', label: 'reason' }).size).toBe(0)
})
