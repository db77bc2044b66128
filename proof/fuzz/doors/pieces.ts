import type { Random } from '../random.ts'

/** Bytes in up to six pieces that have nothing to do with what is in them. */
export function pieces(bytes: Buffer, random: Random): Buffer[] {
  const cuts = Array.from({ length: random.below(5) }, () => random.below(bytes.length + 1)).sort((a, b) => a - b)
  return [0, ...cuts].map((from, index) => bytes.subarray(from, cuts[index] ?? bytes.length)).filter(({ length }) => length > 0)
}
