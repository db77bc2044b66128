import { expect, it } from 'vitest'
import { mergedItemsOf } from './merged.ts'

it('a merged message holds messages, each with who wrote it and when', () => {
  const items = [
    { from: 'ann', stamp: 1, kind: 'text', body: 'one' },
    { from: 'ben', stamp: 2, kind: 'merged', body: '{"items":[]}' },
  ]
  expect(mergedItemsOf(JSON.stringify({ items }))).toEqual(items)
})

it.each(['', 'null', '[]', '{"items":7}', '{"items":[null,7,{"from":"ann"},{"from":1,"stamp":1,"kind":"text","body":""}]}'])(
  'what is none of that (%j) is left out',
  (body) => {
    expect(mergedItemsOf(body)).toEqual([])
  },
)
