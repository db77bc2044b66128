export const statisticsSql = {
  add: 'UPDATE counts SET count = count + ? WHERE per = ? AND start = ? AND name = ?',
  begin: 'INSERT INTO counts (count, per, start, name) VALUES (?, ?, ?, ?)',
  read: 'SELECT start, name, count FROM counts WHERE per = ? AND start >= ? AND start < ? ORDER BY start, name',
  prune: 'DELETE FROM counts WHERE per = ? AND start < ?',
  getActive: 'SELECT id FROM active WHERE per = ? AND start = ? AND name = ? AND id = ?',
  putActive: 'INSERT INTO active (per, start, name, id) VALUES (?, ?, ?, ?)',
  /** A step through those of periods that are over; nothing is added to them any more. */
  oldActive: 'SELECT start, name, id FROM active WHERE per = ? AND start < ? LIMIT 500',
  deleteActive: 'DELETE FROM active WHERE per = ? AND start = ? AND name = ? AND id = ?',
} as const

export interface CountRow {
  readonly start: number
  readonly name: string
  readonly count: number
}

export interface ActiveRow {
  readonly start: number
  readonly name: string
  readonly id: string
}
