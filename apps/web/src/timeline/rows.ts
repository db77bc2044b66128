import type { TimelineEntry } from '@magpie-im/sdk'

/** What the list shows: messages, and what stands between them. */
export type Row =
  | { readonly kind: 'day'; readonly key: string; readonly at: number }
  | { readonly kind: 'unread'; readonly key: string }
  | {
      readonly kind: 'message'
      readonly key: string
      readonly entry: TimelineEntry
      /** Whether it begins, and ends, what one person wrote in one go. */
      readonly begins: boolean
      readonly ends: boolean
    }

/** Longer apart, messages of one person do not hang together. */
const togetherMs = 5 * 60_000

interface RowOptions {
  readonly user: string
  /** Everything up to this seq had been read when the conversation was opened; undefined: there was nothing new, or that begins above the first entry. */
  readonly readSeq: number | undefined
  /** Time of what the server does not have yet. */
  readonly now: number
}

export function rowsOf(entries: readonly TimelineEntry[], { user, readSeq, now }: RowOptions): readonly Row[] {
  const rows: Row[] = []
  const timeOf = (entry: TimelineEntry) => timeOfStamp(entry.stamp) ?? now
  let isMarked = readSeq === undefined
  entries.forEach((entry, index) => {
    const [before, after] = [entries[index - 1], entries[index + 1]]
    const at = timeOf(entry)
    const isNewDay = before === undefined || !isSameDay(timeOf(before), at)
    const isFirstNew = !isMarked && entry.from !== user && (entry.seq ?? 0) > (readSeq ?? 0)
    if (isNewDay) rows.push({ kind: 'day', key: `day ${new Date(at).toDateString()}`, at })
    if (isFirstNew) rows.push({ kind: 'unread', key: 'unread' })
    isMarked ||= isFirstNew
    const together = (one: TimelineEntry | undefined, other: TimelineEntry | undefined) =>
      one !== undefined && other !== undefined && one.from === other.from && timeOf(other) - timeOf(one) < togetherMs
    const begins = isNewDay || isFirstNew || !together(before, entry)
    const ends = !together(entry, after) || (after !== undefined && !isSameDay(timeOf(after), at))
    rows.push({ kind: 'message', key: entry.key, entry, begins, ends })
  })
  return rows
}

/** Milliseconds since 1970. */
export function timeOfStamp(stamp: number | undefined): number | undefined {
  return stamp === undefined ? undefined : Math.floor(stamp / 1000)
}

export function isSameDay(one: number, other: number): boolean {
  return new Date(one).toDateString() === new Date(other).toDateString()
}
