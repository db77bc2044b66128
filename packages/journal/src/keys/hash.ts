import type { KeyHash } from '../record/frame.ts'

/**
 * Two 32-bit lanes over the characters. Not cryptographic: the seed keeps outsiders from making collisions on purpose,
 * and one by chance only costs a look at the record.
 */
export function keyHasher(identity: Buffer): (key: string) => KeyHash {
  const seedLow = identity.readUInt32LE(8)
  const seedHigh = identity.readUInt32LE(12)
  return (key) => {
    let low = seedLow ^ key.length
    let high = seedHigh
    for (let i = 0; i < key.length; i++) {
      const unit = key.charCodeAt(i)
      low = Math.imul(low ^ unit, 0x9e3779b1)
      low ^= low >>> 15
      high = Math.imul(high + unit, 0x85ebca6b)
      high = ((high << 13) | (high >>> 19)) ^ low
    }
    low = spread(low ^ high)
    high = spread(Math.imul(high, 0xc2b2ae35) + low)
    return { low: low === 0 && high === 0 ? 1 : low, high }
  }
}

function spread(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x7feb352d)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b)
  return (mixed ^ (mixed >>> 16)) >>> 0
}
