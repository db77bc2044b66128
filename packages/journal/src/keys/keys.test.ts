import { expect, it } from 'vitest'
import { SimulatedDisk } from '../simulation/simulated-disk.ts'
import { filterBytes, mayContain } from './filter.ts'
import { keyHasher } from './hash.ts'
import { KeyTable } from './key-table.ts'
import { Sidecar, SidecarDamaged, writeSidecar } from './sidecar.ts'

const identity = Buffer.from('0123456789abcdef')
const hash = keyHasher(identity)
const count = 20_000

function table(): KeyTable {
  const table = new KeyTable()
  for (let i = 0; i < count; i++) table.add(hash(`user/${i}`), 64 + i)
  return table
}

function sidecar(disk: SimulatedDisk): Sidecar {
  const entries = table().entries()
  const filter = new Uint8Array(filterBytes(count))
  writeSidecar(disk, { path: '/j/0.keys', identity, oldest: 1, newest: 2, entries, filter })
  return new Sidecar(disk.open('/j/0.keys', 'read'), identity)
}

it('spreads keys over all 64 bits', () => {
  const hashes = Array.from({ length: count }, (_, i) => hash(`user/${i}`))
  expect(new Set(hashes.map(({ low, high }) => `${low}/${high}`)).size).toBe(count)
  for (let bit = 0; bit < 32; bit++) {
    for (const half of ['low', 'high'] as const) {
      const set = hashes.filter((value) => (value[half] >>> bit) & 1).length
      expect(Math.abs(set / count - 0.5)).toBeLessThan(0.03)
    }
  }
})

it('gives other hashes in another journal', () => {
  expect(keyHasher(Buffer.from('fedcba9876543210'))('user/1')).not.toEqual(hash('user/1'))
})

it('finds every key of a table, and after a failure those before it', () => {
  const keys = table()
  keys.add(hash('user/7'), 100_000)
  expect(keys.batchesOf(hash('user/7'))).toEqual([71, 100_000])
  keys.dropFrom(64 + 10_000)
  for (let i = 0; i < count; i++) expect(keys.batchesOf(hash(`user/${i}`))).toEqual(i < 10_000 ? [64 + i] : [])
  expect(keys.count).toBe(10_000)
})

it('finds every key of a sidecar, and lets few others through its filter', () => {
  const keys = sidecar(new SimulatedDisk())
  for (let i = 0; i < count; i++) expect(keys.batchesOf(hash(`user/${i}`))).toEqual([64 + i])
  const seeming = Array.from({ length: count }, (_, i) => hash(`other/${i}`)).filter((other) => mayContain(keys.filter, other))
  expect(seeming.length / count).toBeLessThan(0.004)
  for (const other of seeming) expect(keys.batchesOf(other)).toEqual([])
})

it('tells any flipped bit of a sidecar, unless it means nothing', () => {
  const disk = new SimulatedDisk()
  sidecar(disk).close()
  const size = disk.open('/j/0.keys', 'read').size()
  const meaningful = (byte: number) => byte < 56 || (byte >= 4096 && byte < 4096 + filterBytes(count)) || byte >= 4096 * 10
  for (let bit = 5; bit < size * 8; bit += 1_013) {
    if (!meaningful(bit >> 3)) continue
    disk.flipBit('/j/0.keys', bit)
    expect(() => new Sidecar(disk.open('/j/0.keys', 'read'), identity).verify()).toThrow(SidecarDamaged)
    disk.flipBit('/j/0.keys', bit)
  }
})
