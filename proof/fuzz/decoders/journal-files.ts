import { crc32 } from 'node:zlib'
import {
  entriesOf,
  JournalDamaged,
  openSegment,
  readCheckpoint,
  Sidecar,
  SidecarDamaged,
  scanSealed,
  validCheckpoints,
} from '@magpie-im/journal'
import { answered, claim, type Decoder } from '../decoder.ts'
import type { Random } from '../random.ts'
import { magnitude } from '../shape.ts'
import { diskWith, exampleFiles, folder, memoryFile } from './example-journal.ts'
import { recordError } from './records.ts'

const files = await exampleFiles()
const headerBytes = 64
const batchHeaderBytes = 48
const blockBytes = 4096
const identity = firstFile().subarray(8, 24)

function firstFile(): Buffer {
  return filesLike(/^\d+\.log$/)[0] ?? Buffer.alloc(headerBytes)
}

function filesLike(pattern: RegExp): Buffer[] {
  return [...files].filter(([name]) => pattern.test(name)).map(([, content]) => content)
}

/** Of the first segment, which is the one the decoder is given: its position is 0. */
function isFirst(segment: Buffer): boolean {
  return segment.readDoubleLE(24) === 0
}

/** Checksums of header and batches, and how the batches are chained. */
function mendBatches(input: Buffer, random: Random): void {
  if (input.length < headerBytes) return
  if (!random.oneIn(8)) identity.copy(input, 8)
  let chain = input.readUInt32LE(32)
  let at = headerBytes
  while (at + batchHeaderBytes <= input.length) {
    const length = input.readUInt32LE(at + 12)
    if (length < batchHeaderBytes || at + length > input.length) break
    const batch = input.subarray(at, at + length)
    batch.writeUInt32LE(chain, 20)
    chain = crc32(batch.subarray(batchHeaderBytes), crc32(batch.subarray(0, batchHeaderBytes - 4)))
    batch.writeUInt32LE(chain, batchHeaderBytes - 4)
    at += length
  }
  if (input.readUInt32LE(4) === 2) mendCompacted(input, chain)
  input.writeUInt32LE(crc32(input.subarray(0, headerBytes - 4)), headerBytes - 4)
}

function mendCompacted(input: Buffer, lastChain: number): void {
  const batchesEnd = input.readUInt32LE(48)
  input.writeUInt32LE(lastChain, 52)
  if (batchesEnd <= input.length) input.writeUInt32LE(crc32(input.subarray(batchesEnd)), 56)
}

function damaged(error: unknown): string | undefined {
  if (error instanceof JournalDamaged) return error.message.slice(0, error.message.indexOf(' ('))
  return recordError(error)
}

function readSegment(input: Buffer): string {
  const disk = diskWith('0000000000000000.log', input)
  const segment = openSegment(disk, folder, 0)
  let entries = 0
  let last = -1
  for (const batch of scanSealed(disk, segment, undefined)) {
    for (const { position } of entriesOf(batch)) {
      claim(position > last, 'a position goes back')
      last = position
      entries++
    }
  }
  return `${magnitude(entries)} entries${segment.header.compacted === undefined ? '' : ' compacted'}`
}

const segmentWords = [identity, Buffer.from('4d504a53', 'hex'), Buffer.from('4d504ab4', 'hex'), Buffer.from('00000004', 'hex')]
const segments = filesLike(/^\d+\.log$/).filter((bytes) => isFirst(bytes) || bytes.readUInt32LE(4) === 2)

/** A segment as the position of every reader, moved to the beginning. */
const sealedSegments = segments.filter((bytes) => answered(() => readSegment(bytes), damaged).taken)

export const segmentFiles: Decoder = {
  name: 'journal-segments',
  seeds: sealedSegments,
  words: segmentWords,
  longest: 6_144,
  mend: mendBatches,
  decode: (input) => answered(() => readSegment(input), damaged),
}

function checkpointIn(input: Buffer): string {
  const disk = diskWith('checkpoint-0000000000000000.mck', input)
  let records = 0
  for (const checkpoint of validCheckpoints(disk, folder, identity)) {
    for (const part of readCheckpoint(disk, checkpoint, identity)) records += part.length
    return `${magnitude(records)} records`
  }
  throw new RangeError('no valid checkpoint')
}

export const checkpointFiles: Decoder = {
  name: 'journal-checkpoints',
  seeds: filesLike(/\.mck$/),
  words: segmentWords,
  longest: 6_144,
  mend: mendBatches,
  decode: (input) => answered(() => checkpointIn(input), damaged),
}

/** Checksums of header, filter and blocks. */
function mendSidecar(input: Buffer): void {
  if (input.length < blockBytes) return
  const filterEnd = blockBytes + Math.min(input.readUInt32LE(28), input.length - blockBytes)
  input.writeUInt32LE(crc32(input.subarray(blockBytes, filterEnd)), 48)
  input.writeUInt32LE(crc32(input.subarray(0, 52)), 52)
  for (let at = blockBytes * 2; at + blockBytes <= input.length; at += blockBytes) {
    input.writeUInt32LE(crc32(input.subarray(at + 4, at + blockBytes)), at)
  }
}

function readSidecar(input: Buffer): string {
  const sidecar = new Sidecar(memoryFile(input), identity)
  sidecar.verify()
  const hash = { low: input.readUInt32LE(input.length >> 1), high: input.readUInt32LE((input.length >> 1) + 4) }
  const found = sidecar.batchesOf(hash)
  claim(
    found.every((offset, index) => index === 0 || offset > (found[index - 1] ?? 0)),
    'batches of a key are not in order',
  )
  return `${magnitude(sidecar.count)} keys, ${magnitude(found.length)} found`
}

export const keySidecars: Decoder = {
  name: 'journal-keys',
  seeds: filesLike(/\.keys$/),
  words: segmentWords,
  longest: 16_384,
  mend: mendSidecar,
  decode: (input) =>
    answered(
      () => readSidecar(input),
      (error) => (error instanceof SidecarDamaged ? error.message : rangeOrNothing(error)),
    ),
}

/** A file that ends too early. */
function rangeOrNothing(error: unknown): string | undefined {
  return error instanceof RangeError && 'code' in error && error.code === 'ERR_OUT_OF_RANGE' ? 'too short to look into' : undefined
}
