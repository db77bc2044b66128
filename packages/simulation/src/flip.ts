import type { SimulatedDisk } from '@magpie-im/journal'
import type { DatabaseFiles } from './database-files.ts'
import { journalFolder } from './simulated-process.ts'

interface FlipOptions {
  /** Chance, from 0 to 1. */
  readonly size: number
  readonly where: number
  readonly database: DatabaseFiles
  readonly note: (what: string) => void
}

export interface Damage {
  /** On the disk as it is now; nothing where the damage is no longer there. */
  repair(disk: SimulatedDisk): void
}

const ofDatabase = 0.15
const compared = 32

/** The medium changes one bit of what the server keeps while it is down. */
export function flipSomeBit(disk: SimulatedDisk, { size, where, database, note }: FlipOptions): Damage {
  if (where < ofDatabase) {
    note('a page of the database is damaged')
    const at = database.damage(size)
    return { repair: () => database.repair(at) }
  }
  const files = disk.list(journalFolder).filter((name) => /\.(log|keys|mck)$/.test(name))
  const name = files[Math.floor(((where - ofDatabase) / (1 - ofDatabase)) * files.length)] ?? files[0] ?? ''
  const path = `${journalFolder}/${name}`
  const bit = Math.floor(size * lengthOf(disk, path) * 8)
  disk.flipBit(path, bit)
  const flipped = bytesUpTo(disk, path, bit >> 3)
  note(`bit ${bit} of ${name} is flipped`)
  return {
    repair: (now) => {
      if (now.list(journalFolder).includes(name) && bytesUpTo(now, path, bit >> 3).equals(flipped)) now.flipBit(path, bit)
    },
  }
}

function lengthOf(disk: SimulatedDisk, path: string): number {
  const file = disk.open(path, 'read')
  return Math.max(1, file.size())
}

/** A place whose damaged byte was written anew is told by those before it: one byte alone is soon the same again by chance. */
function bytesUpTo(disk: SimulatedDisk, path: string, at: number): Buffer {
  const start = Math.max(0, at - compared + 1)
  const into = Buffer.alloc(at + 1 - start)
  return into.subarray(0, disk.open(path, 'read').read(into, start))
}
