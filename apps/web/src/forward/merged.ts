import { objectIn } from '../timeline/content.ts'

/** One of the messages that a merged one holds. */
export interface MergedItem {
  readonly from: string
  readonly stamp: number
  readonly kind: string
  readonly body: string
}

/** What a merged message holds. The server writes it, from what anybody may have written. */
export function mergedItemsOf(body: string): readonly MergedItem[] {
  const { items } = objectIn(body)
  return Array.isArray(items) ? items.filter(isItem) : []
}

function isItem(value: unknown): value is MergedItem {
  const { from, stamp, kind, body } = (value ?? {}) as Partial<Record<keyof MergedItem, unknown>> // as: that is what is found out here
  return typeof from === 'string' && typeof stamp === 'number' && typeof kind === 'string' && typeof body === 'string'
}
