/** The one at `chance` (0 to 1); undefined of nothing. */
export function oneOf<T>(all: readonly T[], chance: number): T | undefined {
  return all[Math.floor(chance * all.length)]
}
