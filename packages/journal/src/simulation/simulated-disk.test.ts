import { expect, it } from 'vitest'
import { seeded } from './seeded.ts'
import { SimulatedDisk } from './simulated-disk.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

function content(disk: SimulatedDisk, file: string): string {
  const handle = disk.open(file, 'read')
  const into = new Uint8Array(handle.size())
  handle.read(into, 0)
  return new TextDecoder().decode(into)
}

it('keeps what was synced, content and name, through every crash', () => {
  for (let seed = 0; seed < 100; seed++) {
    const disk = new SimulatedDisk()
    const file = disk.open('/a/file', 'write-through')
    file.write(bytes('kept'), 0)
    disk.syncFolder('/a')
    expect(content(disk.crash(seeded(seed)), '/a/file')).toBe('kept')
  }
})

it('may lose, keep or tear what was not synced', () => {
  const outcomes = new Set<string>()
  for (let seed = 0; seed < 200; seed++) {
    const disk = new SimulatedDisk()
    const file = disk.open('/a/file', 'write')
    file.write(bytes('old-'), 0)
    file.sync()
    disk.syncFolder('/a')
    file.write(bytes('new!'), 0)
    outcomes.add(content(disk.crash(seeded(seed)), '/a/file'))
  }
  expect(outcomes).toContain('old-')
  expect(outcomes).toContain('new!')
})

it('may lose a file whose folder was not synced', () => {
  const found = new Set<number>()
  for (let seed = 0; seed < 50; seed++) {
    const disk = new SimulatedDisk()
    disk.open('/a/file', 'write-through').write(bytes('x'), 0)
    found.add(disk.crash(seeded(seed)).list('/a').length)
  }
  expect(found).toEqual(new Set([0, 1]))
})

it('is full at its capacity and fails on demand', () => {
  const disk = new SimulatedDisk()
  disk.capacity = 10
  const file = disk.open('/a/file', 'write')
  file.write(bytes('12345678'), 0)
  expect(() => file.write(bytes('abcd'), 8)).toThrow('ENOSPC')
  disk.fault = ({ kind }) => (kind === 'sync' ? { code: 'EIO' } : undefined)
  expect(() => file.sync()).toThrow('EIO')
})
