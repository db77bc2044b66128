import type { User, UserId } from '@magpie-im/model'
import type { SqlValue } from './value.ts'

export const usersSql = {
  get: 'SELECT id FROM users WHERE id = ?',
  all: 'SELECT id, number, name, disabled, demo FROM users ORDER BY number',
  put: 'REPLACE INTO users (id, number, name, disabled, demo) VALUES (?, ?, ?, ?, ?)',
} as const

export interface UserRow {
  readonly id: UserId
  readonly number: number
  readonly name: string
  readonly disabled: number
  readonly demo: number
}

/** Without the password's hash: whoever can read the read model need not have it (I16). */
export function userValues({ id, number, name, disabled, demo }: User): SqlValue[] {
  return [id, number, name, disabled ? 1 : 0, demo ? 1 : 0]
}
