import { ImError } from '@magpie-im/model'

/** Where the next page begins, in a form that nobody takes for more than it is. */
export function formatCursor(place: string | number): string {
  return Buffer.from(String(place)).toString('base64url')
}

/** Undefined: from the beginning. */
export function parseCursor(cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined
  const place = Buffer.from(cursor, 'base64url').toString()
  if (formatCursor(place) !== cursor) throw new ImError('BadRequest', { detail: 'this is no cursor' })
  return place
}

/** The same for lists whose places are numbers. */
export function parseNumberCursor(cursor: string | undefined): number | undefined {
  const place = parseCursor(cursor)
  if (place === undefined) return undefined
  if (!/^\d{1,16}$/.test(place)) throw new ImError('BadRequest', { detail: 'this is no cursor of this list' })
  return Number(place)
}

export interface Page<T> {
  readonly items: T[]
  readonly next: string | null
}

interface Paging<T> {
  readonly limit: number
  /** Whether an item lies behind where the page begins; it need not be there any more. */
  readonly isBehind: (item: T) => boolean
  readonly placeOf: (item: T) => string | number
}

/** A page of a list that is in memory and in the order of its places. */
export function pageOf<T>(sorted: Iterable<T>, { limit, isBehind, placeOf }: Paging<T>): Page<T> {
  const items: T[] = []
  for (const item of sorted) {
    if (!isBehind(item)) continue
    const last = items.at(-1)
    if (items.length === limit && last !== undefined) return { items, next: formatCursor(placeOf(last)) }
    items.push(item)
  }
  return { items, next: null }
}

/** A page of a list that is read newest first, of which one more than `limit` was asked for. */
export function timelinePage<T extends { readonly stamp: number }>(newestFirst: Iterable<T>, limit: number): Page<T> {
  return pageOf(newestFirst, { limit, isBehind: () => true, placeOf: ({ stamp }) => stamp })
}

interface Searching<T> extends Omit<Paging<T>, 'isBehind'> {
  readonly matches: (item: T) => boolean
}

/** So many items of a list are looked at in one go: others wait meanwhile. */
const mostLooked = 10_000

/** A page of those that match. Where very many do not, it ends before it is full, and its `next` goes on behind them. */
export function searchPage<T>(sorted: Iterable<T>, { limit, matches, placeOf }: Searching<T>): Page<T> {
  const items: T[] = []
  let looked = 0
  let last: T | undefined
  for (const item of sorted) {
    if (last !== undefined && (items.length === limit || looked === mostLooked)) return { items, next: formatCursor(placeOf(last)) }
    if (matches(item)) items.push(item)
    last = item
    looked++
  }
  return { items, next: null }
}
