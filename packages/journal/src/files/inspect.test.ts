import type { MessageRecord } from '@magpie-im/model'
import { expect, it } from 'vitest'
import { keyOf, messageRecord, seqsOf, store } from '../conformance/fixture.ts'
import { FakeClock, TestLog } from '../conformance/surroundings.ts'
import type { Correction } from '../repair/correct.ts'
import { openSimulatedJournal } from '../simulation/open.ts'
import { seeded } from '../simulation/seeded.ts'
import { SimulatedDisk } from '../simulation/simulated-disk.ts'
import { batchHeaderBytes, checksumOf } from './format.ts'
import { type Finding, inspect } from './inspect.ts'
import { scan } from './scan.ts'
import { batchesOf, openSegment } from './segment.ts'

const folder = '/journal'
function bytesOf(disk: SimulatedDisk, name: string): Uint8Array {
  const file = disk.open(name, 'read')
  const bytes = new Uint8Array(file.size())
  file.read(bytes, 0)
  file.close()
  return bytes
}
const segments = (disk: SimulatedDisk) =>
  disk
    .list(folder)
    .filter((name) => name.endsWith('.log'))
    .sort()

async function written(count: number, ...more: readonly MessageRecord[]): Promise<SimulatedDisk> {
  const disk = new SimulatedDisk()
  const options = {
    folder,
    disk,
    keyOf,
    clock: new FakeClock(),
    log: new TestLog(),
    soon: setImmediate,
    random: seeded(1),
    segmentBytes: 4_096,
  }
  const journal = await openSimulatedJournal(options)
  for (let seq = 1; seq <= count; seq++) await store(journal, messageRecord(seq))
  for (const record of more) await store(journal, record)
  await journal.checkpoint([messageRecord(count)])
  await journal.close()
  return disk
}

interface Inspected {
  readonly identities: string[]
  readonly seqs: number[]
  readonly findings: Finding[]
  readonly corrections: { readonly file: string; readonly correction: Correction }[]
  readonly lost: { readonly from: number; readonly to: number | undefined }[]
}

async function inspected(disk: SimulatedDisk): Promise<Inspected> {
  const identities: string[] = []
  const seqs: number[] = []
  const findings: Finding[] = []
  const corrections: Inspected['corrections'] = []
  const lost: Inspected['lost'] = []
  for await (const step of inspect(folder, { disk })) {
    if (step.kind === 'records') seqs.push(...seqsOf(step.batch.entries.map((entry) => entry.record)))
    if (step.kind === 'journal') identities.push(step.identity)
    if (step.kind === 'finding') findings.push(step.finding)
    if (step.kind === 'correction') corrections.push(step)
    if (step.kind === 'lost') lost.push({ from: step.from, to: step.to })
  }
  return { identities, seqs, findings, corrections, lost }
}

it('finds nothing in an undamaged journal, and every record', async () => {
  const { seqs, findings } = await inspected(await written(100))
  expect(findings).toEqual([])
  expect(seqs).toEqual(Array.from({ length: 100 }, (_, i) => i + 1))
})

it('says where a batch is damaged and reads on behind it', async () => {
  const disk = await written(100)
  const [, second = ''] = segments(disk)
  const file = disk.open(`${folder}/${second}`, 'write-through')
  file.write(Buffer.from('these are not the bytes'), 64 + 60)
  file.close()
  const { seqs, findings, lost } = await inspected(disk)
  expect(findings).toEqual([
    { severity: 'error', file: `${folder}/${second}`, offset: 64, what: expect.stringContaining('readable again from byte') },
  ])
  expect(seqs).toHaveLength(99)
  const base = Number.parseInt(second, 10)
  expect(lost).toEqual([{ from: base + 64, to: expect.any(Number) }])
  expect(lost[0]?.to).toBeGreaterThan(base + 64)
})

it('puts right any bit of a sealed segment, header and batches alike', async () => {
  const disk = await written(70)
  const [, second = ''] = segments(disk)
  const name = `${folder}/${second}`
  const bytes = bytesOf(disk, name)
  const all = Array.from({ length: 70 }, (_, i) => i + 1)
  for (let bit = 0; bit < bytes.length * 8; bit += 101) {
    const copy = disk.copy()
    copy.flipBit(name, bit)
    const { seqs, corrections, lost } = await inspected(copy)
    expect(seqs, `bit ${bit}`).toEqual(all)
    expect(lost).toEqual([])
    expect(corrections).toHaveLength(1)
    for (const { file, correction } of corrections) {
      const damaged = copy.open(file, 'write-through')
      damaged.write(correction.bytes, correction.at)
      damaged.close()
    }
    expect(bytesOf(copy, name)).toEqual(bytes)
  }
})

it('makes no guess which bits flipped where two may look like a third', async () => {
  const long = (name: string) => ({ ...messageRecord(2), body: name.repeat(12_000) })
  const disk = await written(1, long('a'), messageRecord(3))
  const [first = ''] = segments(disk)
  disk.flipBit(`${folder}/${first}`, 5_000 * 8)
  const { seqs, corrections, lost } = await inspected(disk)
  expect([seqs, corrections, lost.length]).toEqual([[1, 3], [], 1])
})

it('takes a whole batch that holds no records for lost', async () => {
  const disk = await written(3)
  const [first = ''] = segments(disk)
  const segment = openSegment(disk, folder, 0)
  const handle = disk.open(`${folder}/${first}`, 'write-through')
  const batch = [...scan(batchesOf(handle, segment))].map(({ at, header }) => ({ at, header })).findLast(({ header }) => header.count > 0)
  if (batch === undefined) throw new Error('there is no batch')
  const bytes = Buffer.alloc(batch.header.length)
  handle.read(bytes, batch.at)
  bytes.writeUInt32LE(7, batchHeaderBytes)
  bytes.writeUInt32LE(checksumOf(bytes), batchHeaderBytes - 4)
  handle.write(bytes, batch.at)
  handle.close()
  const { seqs, lost } = await inspected(disk)
  expect(seqs).toEqual([1, 2])
  expect(lost[0]).toEqual({ from: batch.header.position, to: batch.header.position + batch.header.span })
})

it.each([
  ['its checkpoint', '', ''],
  ['its batches', '.mck', ''],
  ['nothing', '.mck', 'batches'],
])('knows which journal it is by %s when the header of its only file is ruined', async (what, removed, ruined) => {
  const disk = await written(3)
  const [first = ''] = segments(disk)
  for (const name of disk.list(folder)) if (removed !== '' && name.endsWith(removed)) disk.remove(`${folder}/${name}`)
  const file = disk.open(`${folder}/${first}`, 'write-through')
  file.write(Buffer.alloc(ruined === '' ? 64 : file.size(), 0x55), 0)
  file.close()
  const { seqs, identities } = await inspected(disk)
  expect([seqs, identities.length]).toEqual(what === 'nothing' ? [[], 0] : [[1, 2, 3], 1])
})

it('misses keys that are not in the key index', async () => {
  const [one, other] = [await written(100), await written(99)]
  const [first = ''] = segments(one)
  const keys = `${folder}/${first.replace('.log', '.keys')}`
  const another = other
    .list(folder)
    .filter((each) => each.endsWith('.keys'))
    .sort()[1]
  const file = one.open(keys, 'write-through')
  file.write(bytesOf(other, `${folder}/${another}`), 0)
  file.close()
  const { findings } = await inspected(one)
  expect(findings).toEqual([expect.objectContaining({ severity: 'error', what: expect.stringMatching(/I3: \d+ message ids are not/) })])
})

it('tells an interrupted write, missing segments and indexes, damaged headers and checkpoints', async () => {
  const disk = await written(200)
  const [, second = '', third = '', fourth = ''] = segments(disk)
  const last = disk.open(`${folder}/${segments(disk).at(-1)}`, 'write')
  last.write(Uint8Array.of(1, 2, 3), last.size() - 3)
  disk.remove(`${folder}/${second}`)
  disk.remove(`${folder}/${fourth.replace('.log', '.keys')}`)
  disk.flipBit(`${folder}/${third}`, 30 * 8)
  disk.flipBit(`${folder}/${third}`, 20 * 8)
  disk.flipBit(`${folder}/${disk.list(folder).find((name) => name.endsWith('.mck'))}`, 800)
  const { findings } = await inspected(disk)
  const said = findings.map(({ severity, what }) => `${severity}: ${what}`).join('\n')
  expect(said).toContain('warning: an interrupted write ends the journal')
  expect(said).toContain('error: what was written behind it is missing')
  expect(said).toContain('warning: the key index is missing')
  expect(said).toContain('the header of a segment is not what was written')
  expect(said).toContain('warning: the checkpoint is damaged')
})

it('does not throw and changes nothing, whatever bits are flipped', async () => {
  const disk = await written(60)
  for (const name of disk.list(folder)) {
    const bits = disk.open(`${folder}/${name}`, 'read').size() * 8
    for (let bit = 1; bit < bits; bit += 997) {
      const copy = disk.copy()
      copy.flipBit(`${folder}/${name}`, bit)
      copy.fault = ({ kind, path }) => {
        if (kind !== 'read' && kind !== 'open') throw new Error(`${kind} ${path}`)
        return undefined
      }
      await inspected(copy)
    }
  }
})
