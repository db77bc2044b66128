import type { Long } from '@magpie-im/wire'

/** A time stamp or seqId of a client as a number: none of ours is beyond what a number holds exactly, so others are clamped. */
export function numberOf(value: Long): number {
  if (typeof value === 'number') return value
  return value < 0n ? Number.MIN_SAFE_INTEGER : Number.MAX_SAFE_INTEGER
}
