/** Whether every text in a JSON value, names included, is Unicode. However deep it is: without recursion. */
export function isWellFormed(json: unknown): boolean {
  const left = [json]
  while (left.length > 0) {
    const value = left.pop()
    if (typeof value === 'string' && !value.isWellFormed()) return false
    if (typeof value !== 'object' || value === null) continue
    for (const [name, part] of Object.entries(value)) {
      if (!name.isWellFormed()) return false
      left.push(part)
    }
  }
  return true
}
