const polynomial = 0xedb88320

/**
 * Which bit of `length` bytes must have flipped for their CRC-32 to differ by `difference`: every single bit differs in its own way.
 * Undefined: it was more than one. `bit` counts from the lowest.
 */
export function findFlippedBit(length: number, difference: number): { readonly byte: number; readonly bit: number } | undefined {
  const effects = Uint32Array.from({ length: 8 }, (_, bit) => table[1 << bit] ?? 0)
  for (let byte = length - 1; byte >= 0; byte--) {
    const bit = effects.indexOf(difference >>> 0)
    if (bit !== -1) return { byte, bit }
    for (let i = 0; i < 8; i++) effects[i] = shifted(effects[i] ?? 0)
  }
  return undefined
}

/** What a difference becomes when one more byte follows. */
function shifted(effect: number): number {
  return (effect >>> 8) ^ (table[effect & 0xff] ?? 0)
}

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let i = 0; i < 8; i++) value = value & 1 ? (value >>> 1) ^ polynomial : value >>> 1
  return value
})
