/** A 64-bit integer: always a `number` where that is exact, a `bigint` only beyond ±(2^53 − 1). */
export type Long = number | bigint

const two32 = 0x1_0000_0000

/** From the upper (signed) and lower (unsigned) half. */
export function longFrom(high: number, low: number): Long {
  const value = high * two32 + low
  return Number.isSafeInteger(value) ? value : (BigInt(high) << 32n) | BigInt(low)
}

/** The one form of its value. Throws RangeError for what is no 64-bit integer. */
export function canonicalLong(value: Long): Long {
  if (Number.isSafeInteger(value)) return value
  if (typeof value === 'number' || BigInt.asIntN(64, value) !== value) throw new RangeError(`${value} is no 64-bit integer`)
  const small = Number(value)
  return Number.isSafeInteger(small) ? small : value
}
