import path from 'node:path'
import type { Position } from '@magpie-im/model'
import { CompactedFile } from '../compaction/compacted-file.ts'
import type { Disk, DiskFile } from '../disk/disk.ts'
import { JournalDamaged } from '../errors.ts'
import { type FileHeader, fileHeaderBytes, fileName, writeFileHeader } from '../files/format.ts'
import { endOf, scan } from '../files/scan.ts'
import { batchesOf, readSegment, type Segment } from '../files/segment.ts'

/** A segment, under whatever name. */
export interface SegmentFile {
  readonly path: string
  readonly base: Position
}

export interface CopyTask {
  readonly source: SegmentFile
  /** Where the copy lies, under the name that a journal gives it. */
  readonly folder: string
  /** Only what lies before this end of a batch; undefined: all of a sealed segment. */
  readonly upTo: Position | undefined
}

const partBytes = 1024 * 1024

/**
 * Copies a segment durably, which may be written to or compacted meanwhile; gives the files it became. Yields the bytes of each
 * step: a moment to let others work. Nothing is verified: `summarise` reads the copy back.
 */
export function* copySegment(disk: Disk, { source, folder, upTo }: CopyTask): Generator<number, SegmentFile[]> {
  // What belongs together comes from one handle: another file may take the name.
  const handle = disk.open(source.path, 'read')
  try {
    const segment = readSegment(handle, source.path, source.base)
    const to = { path: path.join(folder, fileName('segment', segment.base)), base: segment.base }
    if (upTo !== undefined && upTo <= segment.base) return [beginSegment(disk, folder, { ...segment.header, base: segment.base })]
    if (upTo !== undefined && segment.header.compacted !== undefined) return yield* cutCompacted(disk, { handle, segment, upTo, to })
    const size = upTo === undefined ? segment.size : Math.max(fileHeaderBytes, upTo - segment.base)
    yield* copyBytes(disk, { handle, size, to: to.path })
    return [to]
  } finally {
    handle.close()
  }
}

function* copyBytes(disk: Disk, { handle, size, to }: { handle: DiskFile; size: number; to: string }): Generator<number, void> {
  disk.remove(to)
  const file = disk.open(to, 'write-through')
  try {
    const part = Buffer.alloc(Math.min(size, partBytes))
    for (let at = 0; at < size; ) {
      const read = handle.read(part.subarray(0, Math.min(part.length, size - at)), at)
      if (read === 0) throw new JournalDamaged(to, at, 'a segment ends before what it should hold')
      file.write(part.subarray(0, read), at)
      at += read
      yield read
    }
  } finally {
    file.close()
  }
}

interface Cutting {
  readonly handle: DiskFile
  readonly segment: Segment
  readonly upTo: Position
  readonly to: SegmentFile
}

/** Nothing can be appended to a compacted segment, so an empty one follows where it is cut. */
function* cutCompacted(disk: Disk, { handle, segment, upTo, to }: Cutting): Generator<number, SegmentFile[]> {
  const { identity, base, chain } = segment.header
  const file = new CompactedFile(disk, to.path, { kind: 'segment', identity, base, chain })
  let last = chain
  try {
    for (const batch of scan(batchesOf(handle, segment), fileHeaderBytes, chain)) {
      if (endOf(batch) > upTo) break
      last = batch.header.checksum
      file.add(batch, Buffer.from(batch.bytes))
      yield batch.bytes.length
    }
    file.finish()
  } finally {
    file.close()
  }
  return [to, beginSegment(disk, path.dirname(to.path), { identity, base: upTo, chain: last })]
}

/** One without batches. */
function beginSegment(disk: Disk, folder: string, { identity, base, chain }: Pick<FileHeader, 'identity' | 'base' | 'chain'>): SegmentFile {
  const file = path.join(folder, fileName('segment', base))
  disk.remove(file)
  const handle = disk.open(file, 'write-through')
  try {
    handle.write(writeFileHeader({ kind: 'segment', identity, base, chain }), 0)
  } finally {
    handle.close()
  }
  return { path: file, base }
}
