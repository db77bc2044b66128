import type { KeyHash } from '../record/frame.ts'

const bitsPerKey = 14
const probes = 9

/** A Bloom filter: about one key in 800 that was never added seems to be there. */
export function filterBytes(keys: number): number {
  return Math.max(8, Math.ceil((keys * bitsPerKey) / 8))
}

/** `entries`: low half, high half and a third word of every key. */
export function fillFilter(filter: Uint8Array, entries: Uint32Array): void {
  const bits = filter.length * 8
  for (let at = 0; at < entries.length; at += 3) {
    let probe = entries[at] ?? 0
    const step = (entries[at + 1] ?? 0) | 1
    for (let i = 0; i < probes; i++) {
      const bit = probe % bits
      filter[bit >>> 3] = (filter[bit >>> 3] ?? 0) | (1 << (bit & 7))
      probe = (probe + step) >>> 0
    }
  }
}

export function mayContain(filter: Uint8Array, hash: KeyHash): boolean {
  const bits = filter.length * 8
  let probe = hash.low
  for (let i = 0; i < probes; i++) {
    const bit = probe % bits
    if (((filter[bit >>> 3] ?? 0) & (1 << (bit & 7))) === 0) return false
    probe = (probe + (hash.high | 1)) >>> 0
  }
  return true
}
