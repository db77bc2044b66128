import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import type { SqlValue } from '../value.ts'

export interface Query<Row> {
  get(...values: SqlValue[]): Row | undefined
  all(...values: SqlValue[]): Row[]
  iterate(...values: SqlValue[]): Iterable<Row>
}

/** A prepared statement that answers rows; `Row` names the columns it selects. */
export function query<Row>(database: DatabaseSync, sql: string): Query<Row> {
  return database.prepare(sql) as unknown as Query<Row> // as: the columns are those of the statement's text
}

/** A prepared statement that changes rows; answers how many it changed. */
export function change(database: DatabaseSync, sql: string): (...values: SqlValue[]) => number {
  const statement = database.prepare(sql)
  return (...values: SQLInputValue[]) => Number(statement.run(...values).changes)
}
