import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import type { SqlValue } from '../value.ts'

export interface Query<Row> {
  get(...values: SqlValue[]): Row | undefined
  all(...values: SqlValue[]): Row[]
  iterate(...values: SqlValue[]): Iterable<Row>
}

/** A statement that answers rows; `Row` names the columns it selects. It is prepared when it is needed first. */
export function query<Row>(database: DatabaseSync, sql: string): Query<Row> {
  const prepared = preparedOnce(database, sql)
  const rows = () => prepared() as unknown as Query<Row> // as: the columns are those of the statement's text
  return {
    get: (...values) => rows().get(...values),
    all: (...values) => rows().all(...values),
    iterate: (...values) => rows().iterate(...values),
  }
}

/** A statement that changes rows; answers how many it changed. It is prepared when it is needed first. */
export function change(database: DatabaseSync, sql: string): (...values: SqlValue[]) => number {
  const prepared = preparedOnce(database, sql)
  return (...values: SQLInputValue[]) => Number(prepared().run(...values).changes)
}

function preparedOnce(database: DatabaseSync, sql: string): () => StatementSync {
  let statement: StatementSync | undefined
  return () => {
    statement ??= database.prepare(sql)
    return statement
  }
}
