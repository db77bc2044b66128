const longestMs = 30_000

/** Milliseconds before attempt 0, 1, 2 …: about 1, 2, 4 … s, a quarter more or less by `chance` (0 to 1), so that not all come back at once. */
export function backOff(attempt: number, chance: number): number {
  return Math.min(longestMs, 1000 * 2 ** attempt) * (0.75 + chance / 2)
}
