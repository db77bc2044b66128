/** Throws with the reason, to be put behind the name of the setting, when `value` is no such number. */
export function integer(value: string, { from, to }: { from: number; to: number }): number {
  const number = Number(value)
  if (!/^\d+$/.test(value) || number < from || number > to) fail(`must be a whole number from ${from} to ${to}`)
  return number
}

export function fail(reason: string): never {
  throw new Error(reason)
}
