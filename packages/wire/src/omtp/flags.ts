import type { Long } from '../long.ts'
import { canonicalLong } from '../long.ts'

/** Whether `flag`, one of the low 32 bits, is set. */
export function hasFlag(flags: Long, flag: number): boolean {
  return (low32(flags) & flag) !== 0
}

/** Sets `flag`, one of the low 31 bits, and keeps all others. */
export function withFlag(flags: Long, flag: number): Long {
  if (hasFlag(flags, flag)) return flags
  return canonicalLong(typeof flags === 'bigint' ? flags | BigInt(flag) : flags + flag)
}

/** Operators on numbers take the low 32 bits, in two's complement, of any exact integer. */
function low32(flags: Long): number {
  return typeof flags === 'bigint' ? Number(BigInt.asIntN(32, flags)) : flags | 0
}
