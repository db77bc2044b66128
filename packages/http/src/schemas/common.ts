import { z } from 'zod'

export const userId = z
  .string()
  .min(1)
  .max(64)
  .describe('A user: 1 to 64 bytes of UTF-8 without control characters.')
  .meta({ example: 'ann' })
export const groupId = z.string().min(1).max(64).describe('A group.').meta({ example: 'GC_1' })
export const fileId = z.string().min(1).max(64).describe('An uploaded file.').meta({ example: '4f0c1b2a3d4e5f60718293a4b5c6d7e8' })
export const time = z.iso.datetime().describe('UTC, with milliseconds.')

const usualPage = 50
const largestPage = 200

/** What asks for a page of a list. */
export const pageQuery = z.object({
  cursor: z.string().max(512).exactOptional().describe('`next` of the page before; none: from the beginning.'),
  limit: z.coerce.number().int().min(1).max(largestPage).default(usualPage).describe('How many at most.'),
})

export const searchQuery = pageQuery.extend({
  search: z.string().min(1).max(64).exactOptional().describe('Only those whose id or name has this in it, in whatever case.'),
})

export type PageQuery = z.output<typeof pageQuery>

export function pageSchema<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), next: z.string().nullable().describe('Cursor of the next page; null: this was the last one.') })
}

/** Of a stamp. */
export function isoTime(stamp: number): string {
  return new Date(Math.floor(stamp / 1000)).toISOString()
}

export function stampOf(time: string): number {
  return Date.parse(time) * 1000
}

/** Whether any of the texts has `search` in it; without one all have. */
export function isFound(search: string | undefined, ...texts: readonly string[]): boolean {
  if (search === undefined) return true
  const wanted = search.toLowerCase()
  return texts.some((text) => text.toLowerCase().includes(wanted))
}
