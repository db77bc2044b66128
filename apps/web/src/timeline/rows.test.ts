import { expect, it } from 'vitest'
import { type Row, rowsOf } from './rows.ts'

const noon = new Date(2026, 10, 22, 12).getTime()
const minute = 60_000

function entry(seq: number, from: string, at: number) {
  return {
    key: String(seq),
    seq,
    stamp: at * 1000,
    from,
    kind: 'text',
    body: `message ${seq}`,
    state: 'normal',
    clientMessageId: '',
  } as const
}

const shown = (rows: readonly Row[]) =>
  rows.map((row) => (row.kind === 'message' ? `${row.begins ? '[' : ''}${row.entry.key}${row.ends ? ']' : ''}` : row.kind))

const options = { user: 'ann', readSeq: undefined, now: noon }

it('each day begins with its date', () => {
  const entries = [entry(1, 'ben', noon - 24 * 60 * minute), entry(2, 'ben', noon)]
  expect(shown(rowsOf(entries, options))).toEqual(['day', '[1]', 'day', '[2]'])
})

it('what one person writes in one go hangs together', () => {
  const entries = [
    entry(1, 'ben', noon),
    entry(2, 'ben', noon + minute),
    entry(3, 'ann', noon + minute),
    entry(4, 'ann', noon + 7 * minute),
  ]
  expect(shown(rowsOf(entries, options))).toEqual(['day', '[1', '2]', '[3]', '[4]'])
})

it('what is new begins with a line, which is above what others wrote', () => {
  const entries = [entry(1, 'ben', noon), entry(2, 'ann', noon), entry(3, 'ben', noon), entry(4, 'ben', noon)]
  expect(shown(rowsOf(entries, { ...options, readSeq: 1 }))).toEqual(['day', '[1]', '[2]', 'unread', '[3', '4]'])
})

it('what is on its way was written now', () => {
  const { stamp: _, seq: __, ...rest } = entry(2, 'ann', noon)
  expect(shown(rowsOf([entry(1, 'ann', noon - minute), { ...rest, outgoing: 'sending' }], options))).toEqual(['day', '[1', '2]'])
})
