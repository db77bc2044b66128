import { randomBytes } from 'node:crypto'
import path from 'node:path'
import type { Disk } from '../disk/disk.ts'
import { batchStart, fileHeaderBytes, fileName, positionsOf, readFileHeader } from '../files/format.ts'
import { batchAt } from '../files/scan.ts'
import { Window } from '../files/window.ts'

const identityBytes = 16
const saltBytes = 8
const searched = 1024 * 1024

/** Which journal it is, where no header of a segment says it: as a checkpoint says, or one that fits the batches there are. */
export function findIdentity(disk: Disk, folder: string): Buffer | undefined {
  const names = disk.list(folder)
  for (const position of positionsOf('checkpoint', names)) {
    const header = readFileHeader('checkpoint', bytesOf(disk, path.join(folder, fileName('checkpoint', position)), fileHeaderBytes))
    if (header !== undefined) return header.identity
  }
  for (const base of positionsOf('segment', names)) {
    const identity = ofBatches(disk, path.join(folder, fileName('segment', base)))
    if (identity !== undefined) return identity
  }
  return undefined
}

/** Batches say the half of it; the other half only seeds the hashes of keys, which are made anew with the journal. */
function ofBatches(disk: Disk, file: string): Buffer | undefined {
  const magic = batchStart(Buffer.alloc(identityBytes)).subarray(0, 4)
  const bytes = bytesOf(disk, file, searched)
  const handle = disk.open(file, 'read')
  try {
    const window = new Window(handle)
    for (let at = bytes.indexOf(magic); at !== -1; at = bytes.indexOf(magic, at + 1)) {
      const salt = bytes.subarray(at + magic.length, at + magic.length + saltBytes)
      if (salt.length < saltBytes) return undefined
      const identity = Buffer.concat([salt, randomBytes(identityBytes - saltBytes)])
      if (batchAt({ window, base: 0, start: batchStart(identity), moved: true }, at) !== undefined) return identity
    }
    return undefined
  } finally {
    handle.close()
  }
}

function bytesOf(disk: Disk, file: string, most: number): Buffer {
  const handle = disk.open(file, 'read')
  try {
    const bytes = Buffer.alloc(Math.min(most, handle.size()))
    handle.read(bytes, 0)
    return bytes
  } finally {
    handle.close()
  }
}
