/** Rows under their headings; numbers to the right, the first column to the left. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [headings, ...rows]
  const widths = headings.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)))
  const line = (row: readonly string[]) =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  ')
  return all.map((row) => line(row).trimEnd()).join('\n')
}

const thousands = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })

export function count(number: number): string {
  return thousands.format(number)
}
