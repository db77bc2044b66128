export const statisticsSql = {
  add: 'UPDATE counts SET count = count + ? WHERE per = ? AND start = ? AND name = ?',
  begin: 'INSERT INTO counts (count, per, start, name) VALUES (?, ?, ?, ?)',
  read: 'SELECT start, name, count FROM counts WHERE per = ? AND start >= ? AND start < ? ORDER BY start, name',
  prune: 'DELETE FROM counts WHERE per = ? AND start < ?',
  /** In which hour somebody was active last. */
  getActive: 'SELECT start FROM active WHERE name = ? AND id = ?',
} as const

export const putActiveSql = { head: 'REPLACE INTO active (name, id, start) VALUES ', row: '(?, ?, ?)' } as const

/** Of a read model that is rebuilt. */
export const emptyStatisticsSql = ['DELETE FROM counts', 'DELETE FROM active'] as const

export interface CountRow {
  readonly start: number
  readonly name: string
  readonly count: number
}

export interface ActiveRow {
  readonly start: number
}
