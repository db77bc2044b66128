/** A client message id that nobody else has. */
export function newId(chance: () => number): string {
  const part = () =>
    Math.floor(chance() * 2 ** 52)
      .toString(36)
      .padStart(11, '0')
  return part() + part()
}
