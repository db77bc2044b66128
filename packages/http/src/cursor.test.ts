import { expect, it } from 'vitest'
import { formatCursor, pageOf, parseCursor, parseNumberCursor, searchPage } from './cursor.ts'

it('a cursor is read back as what it was made from', () => {
  for (const place of ['', 'ann', 'ümlaut', '7']) expect(parseCursor(formatCursor(place))).toBe(place)
  expect(parseNumberCursor(formatCursor(1_795_270_446_000_123))).toBe(1_795_270_446_000_123)
  expect([parseCursor(undefined), parseNumberCursor(undefined)]).toEqual([undefined, undefined])
})

it.each(['!', 'YQ==', 'a b'])('%j is no cursor', (cursor) => {
  expect(() => parseCursor(cursor)).toThrow(expect.objectContaining({ name: 'BadRequest' }))
})

it('a cursor of another list is refused', () => {
  expect(() => parseNumberCursor(formatCursor('ann'))).toThrow(expect.objectContaining({ name: 'BadRequest' }))
})

it('pages show every item once, also when those at their ends are taken away meanwhile', () => {
  let list = [1, 2, 3, 4, 5, 6, 7]
  const seen: number[] = []
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const after: number = parseNumberCursor(cursor) ?? 0
    const page = pageOf(list, { limit: 2, isBehind: (item) => item > after, placeOf: (item) => item })
    seen.push(...page.items)
    cursor = page.next
    list = list.filter((item) => item !== page.items.at(-1))
  }
  expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7])
})

it('a search goes page by page, and does not look at everything at once', () => {
  const numbers = Array.from({ length: 25_000 }, (_, index) => index + 1)
  const page = (cursor?: string) => {
    const above = parseNumberCursor(cursor) ?? 0
    const behind = numbers.filter((number) => number > above)
    return searchPage(behind, { limit: 2, matches: (number) => number < 4 || number === 22_000, placeOf: (number) => number })
  }
  const pages = [page()]
  for (let next = pages[0]?.next; typeof next === 'string'; next = pages.at(-1)?.next) pages.push(page(next))
  expect(pages.map(({ items }) => items)).toEqual([[1, 2], [3], [], [22_000]])
})
