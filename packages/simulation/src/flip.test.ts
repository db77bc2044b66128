import { SimulatedDisk } from '@magpie-im/journal'
import { expect, test } from 'vitest'
import type { DatabaseFiles } from './database-files.ts'
import { flipSomeBit } from './flip.ts'
import { journalFolder } from './simulated-process.ts'

const path = `${journalFolder}/0.log`
const database = {} as DatabaseFiles // as: not what is damaged here
const last = { size: 0.99, where: 1, database, note: () => undefined }

test('what was damaged is put right', () => {
  const { disk, write, bytes } = house()
  write('before and behind it')
  const damage = flipSomeBit(disk, last)
  expect(bytes()).not.toBe('before and behind it')
  damage.repair(disk)
  expect(bytes()).toBe('before and behind it')
})

test('what was written over the damage stays, even when its byte is by chance the damaged one', () => {
  const { disk, write, bytes } = house()
  write('\0\0\0\0')
  const damage = flipSomeBit(disk, last)
  const damaged = bytes().at(-1)
  write(`abc${damaged}`)
  damage.repair(disk)
  expect(bytes()).toBe(`abc${damaged}`)
})

function house() {
  const disk = new SimulatedDisk()
  disk.makeFolder()
  const file = disk.open(path, 'write')
  const write = (text: string) => file.write(Buffer.from(text, 'latin1'), 0)
  const bytes = () => {
    const into = Buffer.alloc(file.size())
    file.read(into, 0)
    return into.toString('latin1')
  }
  return { disk, write, bytes }
}
