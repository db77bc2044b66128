import { Listed } from './shown.tsx'
import { Table, type TableProps } from './table.tsx'
import type { List } from './use-list.ts'

interface ListTableProps<T> extends Omit<TableProps<T>, 'rows'> {
  readonly list: List<T>
  /** Those of the list that are shown; by default all. */
  readonly rows?: readonly T[]
}

/** A table of what a list has, and what stands there while it has nothing. */
export function ListTable<T>({ list, rows = list.items, ...table }: ListTableProps<T>) {
  return (
    <Listed list={list}>
      <Table rows={rows} {...table} />
    </Listed>
  )
}
