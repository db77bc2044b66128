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

/** How a payload is wrapped on its way between client and server: two numbers of three bits each, 0 where it is not. */
export interface Wrapping {
  /** 1: zlib. */
  readonly compress: number
  /** 1: AES. */
  readonly crypto: number
}

const compressAt = 6
const cryptoAt = 9
const threeBits = 7
const allBits = (threeBits << compressAt) | (threeBits << cryptoAt)

export function wrappingOf(flags: Long): Wrapping {
  const low = low32(flags)
  return { compress: (low >>> compressAt) & threeBits, crypto: (low >>> cryptoAt) & threeBits }
}

export const unwrapped: Wrapping = { compress: 0, crypto: 0 }

/** All other bits are kept. */
export function withWrapping(flags: Long, { compress, crypto }: Wrapping): Long {
  const change = ((compress << compressAt) | (crypto << cryptoAt)) - (low32(flags) & allBits)
  return change === 0 ? flags : canonicalLong(typeof flags === 'bigint' ? flags + BigInt(change) : flags + change)
}
