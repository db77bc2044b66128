export type MetaName = 'schema' | 'journal' | 'watermark' | 'counted'

export const metaSql = {
  get: 'SELECT value FROM meta WHERE name = ?',
  put: 'REPLACE INTO meta (name, value) VALUES (?, ?)',
} as const
