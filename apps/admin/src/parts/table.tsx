import type { ReactNode } from 'react'

export interface Column<T> {
  readonly name: string
  readonly cell: (row: T) => ReactNode
  readonly look?: 'number' | 'code' | 'actions'
}

export interface TableProps<T> {
  /** What it is a table of, for those who hear it. */
  readonly label: string
  readonly columns: readonly Column<T>[]
  readonly rows: readonly T[]
  readonly keyOf: (row: T) => string | number
}

/** On a narrow screen each row is a card that names its cells. */
export function Table<T>({ label, columns, rows, keyOf }: TableProps<T>) {
  return (
    <div className="table">
      <table>
        <caption className="unseen">{label}</caption>
        <thead>
          <tr>
            {columns.map(({ name, look = '' }) => (
              <th key={name} scope="col" className={look === 'code' ? '' : look}>
                {look === 'actions' ? <span className="unseen">{name}</span> : name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map(({ name, cell, look = '' }) => (
                <td key={name} className={look} data-name={look === 'actions' ? undefined : name}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
