import path from 'node:path'
import type { Position } from '@magpie-im/model'
import { NodeDisk } from '../disk/node-disk.ts'
import { fileName, positionsOf } from '../files/format.ts'
import { createSegment } from '../files/recovery.ts'

const pieceBytes = 1024 * 1024

/**
 * Begins a journal in `to`, which holds nothing, that has the identity and, up to `before`, the whole segments of the one in `from`.
 * What is appended to it goes on behind them; nothing in `from` changes.
 */
export function beginCopy(from: string, to: string, { before, identity }: { readonly before: Position; readonly identity: string }): void {
  const disk = new NodeDisk()
  disk.makeFolder(to)
  const bases = positionsOf('segment', disk.list(from)).filter((base) => base < before)
  if (bases.length === 0) createSegment(disk, to, Buffer.from(identity, 'hex'))
  for (const base of bases) copyFile(disk, path.join(from, fileName('segment', base)), path.join(to, fileName('segment', base)))
  disk.syncFolder(to)
}

function copyFile(disk: NodeDisk, from: string, to: string): void {
  const source = disk.open(from, 'read')
  const copy = disk.open(to, 'write')
  try {
    for (let at = 0; at < source.size(); at += pieceBytes) {
      const piece = new Uint8Array(Math.min(pieceBytes, source.size() - at))
      source.read(piece, at)
      copy.write(piece, at)
    }
    copy.sync()
  } finally {
    source.close()
    copy.close()
  }
}
