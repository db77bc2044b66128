const firstMs = 500
const mostMs = 30_000

/** Milliseconds before attempt 0, 1, 2 …: doubled up to a bound, and spread by `chance` (0 to 1), so that not all come back at once. */
export function backOff(attempt: number, chance: number): number {
  return Math.min(mostMs, firstMs * 2 ** attempt) * (0.5 + chance / 2)
}
