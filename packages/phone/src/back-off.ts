/** Milliseconds before attempt 0, 1, 2 …: doubled up to a bound, half more or less by `chance` (0 to 1). */
export function backOff(
  attempt: number,
  { first, most, chance }: { readonly first: number; readonly most: number; readonly chance: number },
): number {
  return Math.min(most, first * 2 ** attempt) * (0.5 + chance)
}
