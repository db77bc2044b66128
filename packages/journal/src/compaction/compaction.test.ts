import { type Entry, type JournalRecord, withoutContent } from '@magpie-im/model'
import fc from 'fast-check'
import { expect, it, vi } from 'vitest'
import { bob, controlRecord, expiryRecord, keyOf, messageRecord, readRecords, seqsOf, store } from '../conformance/fixture.ts'
import { FakeClock, TestLog, turn } from '../conformance/surroundings.ts'
import { JournalDamaged } from '../errors.ts'
import { type Finding, inspect } from '../files/inspect.ts'
import type { FilesJournal } from '../files/options.ts'
import { openSimulatedJournal } from '../simulation/open.ts'
import { seeded } from '../simulation/seeded.ts'
import { SimulatedDisk } from '../simulation/simulated-disk.ts'
import { compactFolder } from './compact-folder.ts'

const folder = '/journal'
const logs = (disk: SimulatedDisk) =>
  disk
    .list(folder)
    .filter((name) => name.endsWith('.log'))
    .sort()

function open(disk: SimulatedDisk, { log = new TestLog(), segmentBytes = 4_096 } = {}): Promise<FilesJournal> {
  const options = { clock: new FakeClock(), keyOf, soon: setImmediate, random: seeded(1), segmentBytes }
  return openSimulatedJournal({ folder, disk, log, ...options })
}

async function written(records: readonly JournalRecord[]): Promise<SimulatedDisk> {
  const disk = new SimulatedDisk()
  const journal = await open(disk)
  await Promise.all(records.map((record) => store(journal, record)))
  await journal.close()
  return disk
}

/** Compacts at once, without a journal that is open; the newest segment stays. */
function compacted(disk: SimulatedDisk, most?: number): SimulatedDisk {
  const task = { folder, durable: Number.MAX_SAFE_INTEGER }
  for (const _ of compactFolder(disk, most === undefined ? task : { ...task, most }));
  return disk
}

function bytesOf(disk: SimulatedDisk, name: string): Buffer {
  const handle = disk.open(`${folder}/${name}`, 'read')
  const bytes = Buffer.alloc(handle.size())
  handle.read(bytes, 0)
  return bytes
}

/** Names of the files that have `text` anywhere. */
const filesWith = (disk: SimulatedDisk, text: string) => disk.list(folder).filter((name) => bytesOf(disk, name).includes(text))

async function inspected(disk: SimulatedDisk): Promise<{ records: JournalRecord[]; findings: Finding[] }> {
  const records: JournalRecord[] = []
  const findings: Finding[] = []
  for await (const step of inspect(folder, { disk })) {
    if (step.kind === 'records') records.push(...step.batch.entries.map(({ record }) => record))
    if (step.kind === 'finding') findings.push(step.finding)
  }
  return { records, findings }
}

const secret = (seq: number) => `content-of-${seq}-${'x'.repeat((seq * 7) % 90)}.`
/** 120 messages, the 10th and the 100th revoked at the end, and what fills the last segment. */
function revoking(): JournalRecord[] {
  const messages = Array.from({ length: 120 }, (_, i) => messageRecord(i + 1, secret(i + 1)))
  const filling = Array.from({ length: 40 }, (_, i) => messageRecord(i + 121, secret(i + 121)))
  return [...messages, controlRecord(10, 'revoke'), controlRecord(100, 'delete'), ...filling]
}

/** What the naive reader of all records would keep of each. */
function expectedOf(records: readonly JournalRecord[]): JournalRecord[] {
  return records.map((record, i) => {
    const later = (seq: number) =>
      records.slice(i + 1).some((other) => other.type === 'message-control' && !other.only && other.target.seq === seq)
    const expired = (seq: number) => records.some((other) => other.type === 'expiry' && seq <= other.seq)
    const gone = (seq: number) => later(seq) || expired(seq)
    if (record.type === 'message') return gone(record.seq) && record.body !== '' ? withoutContent(record) : record
    return record.type === 'message-control' && gone(record.target.seq) ? { ...record, body: '' } : record
  })
}

it('no byte of what was revoked is in any file after a compaction', async () => {
  const disk = await written(revoking())
  const journal = await open(disk)
  expect(filesWith(disk, secret(10))).toHaveLength(1)
  await journal.compact()
  for (const seq of [10, 100]) expect(filesWith(disk, secret(seq))).toEqual([])
  for (const seq of [9, 11, 99, 101, 160]) expect(filesWith(disk, secret(seq))).toHaveLength(1)
  await journal.close()
})

const arbitraryRecords = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: fc.constant('message' as const) },
      { weight: 2, arbitrary: fc.record({ action: fc.constantFrom('revoke', 'delete', 'override'), back: fc.nat(60) }) },
      { weight: 1, arbitrary: fc.record({ action: fc.constant('only' as const), back: fc.nat(60) }) },
      { weight: 1, arbitrary: fc.record({ action: fc.constant('expiry' as const), back: fc.integer({ min: 40, max: 120 }) }) },
    ),
    { minLength: 1, maxLength: 150, size: 'max' },
  )
  .map((steps) => {
    let seq = 0
    // Nothing is done any more to what has expired.
    let floor = 0
    return steps.map((step, i): JournalRecord => {
      if (step === 'message') return messageRecord(++seq, secret(seq))
      if (step.action === 'expiry') {
        floor = Math.max(floor, 1, seq - step.back)
        return expiryRecord(floor)
      }
      const target = Math.max(floor + 1, seq - step.back)
      if (step.action === 'only') return controlRecord(target, 'delete', { only: bob })
      return controlRecord(target, step.action, step.action === 'override' ? { body: `override-${i}.` } : {})
    })
  })

it('a compacted log has every record, with its content unless that is gone, as often as it is compacted', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryRecords, fc.constantFrom(1, 3, 1_000_000), async (records, most) => {
      const disk = await written(records)
      const journal = await open(disk)
      await journal.compact()
      const expected = expectedOf(records)
      expect(await readRecords(journal)).toEqual(expected)
      for (const seq of seqsOf(records)) expect(seqsOf(journal.find(`ann/id-${seq}`))).toEqual([seq])
      await journal.close()
      expect(await inspected(compacted(disk, most))).toEqual({ records: expected, findings: [] })
      for (const record of records) {
        const body = record.type === 'message' || record.type === 'message-control' ? record.body : ''
        if (body !== '' && !expected.includes(record)) expect(filesWith(disk, body), body).toEqual([])
      }
    }),
    { numRuns: 60 },
  )
})

it('many controls take several rounds, each within the bound, with the same result', async () => {
  const records = revoking().flatMap((record) =>
    record.type === 'message' && record.seq > 60 ? [record, controlRecord(record.seq - 60, 'revoke')] : [record],
  )
  const disk = await written(records)
  const once = await inspected(compacted(disk.copy()))
  expect(await inspected(compacted(disk, 5))).toEqual(once)
  expect(once.records.filter((record) => record.type === 'message' && record.state === 'revoked').length).toBeGreaterThan(60)
})

it('a power cut at any moment of a compaction leaves all records, the old segment or the new one', async () => {
  const disk = await written(revoking())
  const before = await inspected(disk)
  const after = (await inspected(compacted(disk.copy()))).records
  const operations = countOperations(disk.copy())
  expect(operations).toBeGreaterThanOrEqual(12)
  for (let end = 0; end <= operations; end++) {
    for (let seed = 0; seed < 10; seed++) {
      const broken = breakAt(disk.copy(), end, seed / 9).crash(seeded(end * 10 + seed))
      const { records, findings } = await inspected(broken)
      expect(findings).toEqual([])
      for (const [i, record] of records.entries()) expect([before.records[i], after[i]]).toContainEqual(record)
      expect(records).toHaveLength(before.records.length)
      const journal = await open(broken)
      expect(broken.list(folder).filter((name) => name.endsWith('.tmp'))).toEqual([])
      await journal.compact()
      expect(filesWith(broken, secret(10)), `operation ${end}`).toEqual([])
      await journal.close()
    }
  }
}, 60_000)

function countOperations(disk: SimulatedDisk): number {
  let count = 0
  disk.fault = ({ kind }) => {
    if (kind !== 'read' && kind !== 'open') count++
    return undefined
  }
  compacted(disk)
  return count
}

/** From the operation `end` on everything fails, and some `share` of a write is done. */
function breakAt(disk: SimulatedDisk, end: number, share: number): SimulatedDisk {
  let count = 0
  disk.fault = ({ kind, bytes }) => {
    if (kind === 'read' || kind === 'open' || count++ < end) return undefined
    return { code: 'EIO', written: Math.floor(bytes * share) }
  }
  try {
    compacted(disk)
  } catch {
    // The power is gone.
  }
  return disk
}

it('a disk that fails leaves the journal as it was, with nothing half-written, and it is compacted later', async () => {
  const disk = await written(revoking())
  const journal = await open(disk)
  const before = await readRecords(journal)
  disk.fault = ({ kind, path }) => (kind === 'write' && path.endsWith('.log.tmp') ? { code: 'ENOSPC', written: 100 } : undefined)
  await expect(journal.compact()).rejects.toThrow('cannot store')
  expect(disk.list(folder).filter((name) => name.endsWith('.log.tmp'))).toEqual([])
  expect(await readRecords(journal)).toEqual(before)
  disk.fault = undefined
  expect((await journal.compact()).segments).toBe(2)
  await journal.close()
})

it.for([0, 1, 3, 6, 10])('a journal that is closed %i turns into a compaction ends it and leaves everything in order', async (turns) => {
  const disk = await written(revoking())
  const { records } = await inspected(disk)
  const journal = await open(disk)
  const compaction = journal.compact().catch((error: unknown) => error)
  for (let i = 0; i < turns; i++) await turn()
  await journal.close()
  expect(await compaction).toMatchObject({ name: 'StorageUnavailable' })
  expect((await inspected(disk)).findings).toEqual([])
  expect(seqsOf((await inspected(disk)).records)).toEqual(seqsOf(records))
  const again = await open(disk)
  await again.compact()
  expect(filesWith(disk, secret(10))).toEqual([])
  await again.close()
})

it('refuses every flipped bit in a compacted segment', async () => {
  const disk = compacted(await written(revoking()))
  const [first = ''] = logs(disk)
  const bits = bytesOf(disk, first).length * 8
  for (let bit = 0; bit < bits; bit += 41) {
    const copy = disk.copy()
    copy.flipBit(`${folder}/${first}`, bit)
    await expect(open(copy), `bit ${bit}`).rejects.toThrow(/damaged.*magpie doctor|newer version/)
    expect((await inspected(copy)).findings, `bit ${bit}`).not.toEqual([])
  }
})

it('refuses a compacted segment that is shorter than it was, and one that is the last', async () => {
  const disk = compacted(await written(revoking()))
  const [first = '', ...others] = logs(disk)
  const short = disk.copy()
  short.open(`${folder}/${first}`, 'write').truncate(bytesOf(disk, first).length - 8)
  await expect(open(short)).rejects.toThrow(JournalDamaged)
  for (const name of others) disk.remove(`${folder}/${name}`)
  await expect(open(disk)).rejects.toThrow('the segments behind this one are missing')
})

it('leaves a damaged segment as it is, says so, and compacts the others', async () => {
  const disk = await written(revoking())
  const log = new TestLog()
  const journal = await open(disk, { log })
  const [first = ''] = logs(disk)
  disk.flipBit(`${folder}/${first}`, 300 * 8)
  const damaged = bytesOf(disk, first)
  expect(await journal.compact()).toMatchObject({ segments: 1, damaged: 1 })
  expect(bytesOf(disk, first)).toEqual(damaged)
  expect(filesWith(disk, secret(100))).toEqual([])
  expect(log.lines).toContain('a segment is damaged and was not compacted')
  await journal.close()
})

it('a reader in the middle of a segment reads on in the file it began with', async () => {
  const disk = await written(revoking())
  const journal = await open(disk)
  const seqs: number[] = []
  for await (const { entries } of journal.read(0, journal.durable)) {
    if (seqs.length === 0) await journal.compact()
    seqs.push(...seqsOf(entries.map(({ record }: Entry) => record)))
  }
  expect(seqs).toEqual(Array.from({ length: 160 }, (_, i) => i + 1))
  await journal.close()
})

it('every batch of a long segment is found where it lies now, by its key and by the end of the one before', async () => {
  const disk = new SimulatedDisk()
  const journal = await open(disk, { segmentBytes: 4 * 1024 * 1024 })
  const ends: number[] = [0]
  journal.follow(({ end }) => ends.push(end))
  for (let seq = 1; seq <= 300; seq++) await store(journal, messageRecord(seq, 'x'.repeat(2_000)))
  for (let seq = 1; seq <= 300; seq += 7) await store(journal, controlRecord(seq, 'revoke'))
  expect(await journal.compact()).toMatchObject({ segments: 1, bytesBefore: expect.any(Number), bytesAfter: expect.any(Number) })
  for (let seq = 1; seq <= 300; seq++) {
    expect(journal.find(`ann/id-${seq}`)).toMatchObject([{ seq, state: seq % 7 === 1 ? 'revoked' : 'normal' }])
    const [next] = await readRecords(journal, ends[seq - 1], ends[seq])
    expect(next).toMatchObject({ seq })
  }
  await journal.close()
})

it('key indexes that are missing are made again from compacted segments', async () => {
  const disk = compacted(await written(revoking()))
  for (const name of disk.list(folder)) if (name.endsWith('.keys')) disk.remove(`${folder}/${name}`)
  const log = new TestLog()
  const journal = await open(disk, { log })
  for (let seq = 1; seq <= 160; seq++) expect(seqsOf(journal.find(`ann/id-${seq}`))).toEqual([seq])
  expect(log.lines).toContain('the key index of a segment is missing or damaged and is made again')
  await journal.close()
})

it('keeps no handle of a file that was replaced, and not many of the others', async () => {
  const disk = await written([...revoking(), ...Array.from({ length: 440 }, (_, i) => messageRecord(i + 161, secret(i + 161)))])
  const handles = openHandles(disk)
  const journal = await open(disk)
  const findAll = () => {
    for (let seq = 1; seq <= 600; seq++) expect(seqsOf(journal.find(`ann/id-${seq}`))).toEqual([seq])
  }
  expect(logs(disk).length).toBeGreaterThan(20)
  findAll()
  expect(handles.size).toBeLessThanOrEqual(17)
  await journal.compact()
  const [first = ''] = logs(disk)
  expect([...handles.values()]).not.toContain(`${folder}/${first}`)
  findAll()
  await journal.close()
  expect(handles.size).toBe(0)
})

/** The segments that are open, by their handles. */
function openHandles(disk: SimulatedDisk): Map<object, string> {
  const handles = new Map<object, string>()
  const open = disk.open.bind(disk)
  vi.spyOn(disk, 'open').mockImplementation((file, mode) => {
    const handle = open(file, mode)
    if (!file.includes('.log')) return handle
    handles.set(handle, file)
    const close = handle.close.bind(handle)
    vi.spyOn(handle, 'close').mockImplementation(() => {
      handles.delete(handle)
      close()
    })
    return handle
  })
  return handles
}

it('what a start cut off is removed with what it may hold', async () => {
  const disk = await written(revoking())
  const cut = disk.open(`${folder}/cut-4711-1.bin`, 'write')
  cut.write(Buffer.from(secret(10)), 0)
  const journal = await open(disk)
  await journal.compact()
  expect(filesWith(disk, secret(10))).toEqual([])
  await journal.close()
})
