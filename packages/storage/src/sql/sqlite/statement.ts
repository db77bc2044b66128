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

interface ManyRows<Item> {
  /** The statement up to its rows. */
  readonly head: string
  readonly row: string
  addValues(values: SqlValue[], item: Item): void
}

/** Rows of one statement: a call costs as much as a few rows. */
const rowsAtOnce = 32

/** A statement that puts one row for every item, many rows at a time. */
export function changeMany<Item>(database: DatabaseSync, { head, row, addValues }: ManyRows<Item>): (items: readonly Item[]) => void {
  const one = change(database, head + row)
  const many = change(database, head + Array.from({ length: rowsAtOnce }, () => row).join())
  return (items) => {
    let values: SqlValue[] = []
    for (const [index, item] of items.entries()) {
      addValues(values, item)
      const isAlone = index >= items.length - (items.length % rowsAtOnce)
      if (!isAlone && (index + 1) % rowsAtOnce !== 0) continue
      const put = isAlone ? one : many
      put(...values)
      values = []
    }
  }
}

function preparedOnce(database: DatabaseSync, sql: string): () => StatementSync {
  let statement: StatementSync | undefined
  return () => {
    statement ??= database.prepare(sql)
    return statement
  }
}
