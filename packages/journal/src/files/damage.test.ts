import zlib from 'node:zlib'
import type { Journal } from '@magpie-im/model'
import { expect, it } from 'vitest'
import { keyOf, messageRecord, readSeqs, recovered, seqsOf, settled, store } from '../conformance/fixture.ts'
import { FakeClock, TestLog, turn, until } from '../conformance/surroundings.ts'
import { JournalDamaged } from '../errors.ts'
import { openSimulatedJournal } from '../simulation/open.ts'
import { seeded } from '../simulation/seeded.ts'
import { SimulatedDisk } from '../simulation/simulated-disk.ts'
import type { Random } from '../simulation/simulated-file.ts'
import type { FilesJournal } from './options.ts'

const folder = '/journal'
const segment = `${folder}/0000000000000000.log`
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1)

interface Opening {
  readonly clock?: FakeClock
  readonly log?: TestLog
  readonly segmentBytes?: number
  readonly keyBudget?: number
  readonly keyWindowMs?: number
}

function open(disk: SimulatedDisk, { clock = new FakeClock(), log = new TestLog(), ...options }: Opening = {}): Promise<FilesJournal> {
  return openSimulatedJournal({ folder, disk, clock, log, keyOf, soon: setImmediate, random: seeded(1), segmentBytes: 8_192, ...options })
}

/** A journal with `count` messages, closed. */
async function written(count: number, options: Opening = {}): Promise<SimulatedDisk> {
  const disk = new SimulatedDisk()
  const journal = await open(disk, options)
  for (const seq of upTo(count)) await store(journal, messageRecord(seq))
  await journal.close()
  return disk
}

function bytesOf(disk: SimulatedDisk, file: string): Uint8Array {
  const handle = disk.open(file, 'read')
  const bytes = new Uint8Array(handle.size())
  handle.read(bytes, 0)
  handle.close()
  return bytes
}

/** Where the batches of the first segment begin, and where the last ends. */
function batchStarts(disk: SimulatedDisk): number[] {
  const bytes = bytesOf(disk, segment)
  const view = new DataView(bytes.buffer)
  const starts = [64]
  for (let at = 64; at + 16 < bytes.length && view.getUint32(at + 12, true) > 0; ) {
    at += view.getUint32(at + 12, true)
    starts.push(at)
  }
  return starts
}

function overwrite(disk: SimulatedDisk, at: number, bytes: Uint8Array): void {
  const file = disk.open(segment, 'write-through')
  file.write(bytes, at)
  file.close()
}

it('cuts a batch that was torn at any byte, keeps it aside and everything before it', async () => {
  const disk = await written(3)
  const [, , last = 0, mark = 0, end = 0] = batchStarts(disk)
  overwrite(disk, mark, new Uint8Array(end - mark))
  for (let torn = last + 1; torn < mark; torn++) {
    const copy = disk.copy()
    overwrite(copy, torn, new Uint8Array(mark - torn))
    const log = new TestLog()
    const journal = await open(copy, { log })
    const whole = bytesOf(disk, segment)
      .subarray(torn, mark)
      .every((byte) => byte === 0)
    expect(await readSeqs(journal)).toEqual(whole ? [1, 2, 3] : [1, 2])
    if (!whole) {
      expect(journal.cut?.position).toBe(last)
      expect(bytesOf(copy, journal.cut?.file ?? '')).toEqual(bytesOf(disk, segment).subarray(last, last + (journal.cut?.bytes ?? 0)))
      expect(log.lines).toContain('the end of an interrupted write was cut off the journal')
    }
    expect(await store(journal, messageRecord(4))).toBe(true)
    await journal.close()
    const again = await open(copy)
    expect(again.cut).toBeUndefined()
    expect(await readSeqs(again)).toEqual(whole ? [1, 2, 3, 4] : [1, 2, 4])
    await again.close()
  }
})

it('refuses every flipped bit in what was acknowledged', async () => {
  const disk = await written(3)
  const [, , , mark = 0, end = 0] = batchStarts(disk)
  for (let bit = 0; bit < mark * 8; bit += 3) {
    const copy = disk.copy()
    copy.flipBit(segment, bit)
    await expect(open(copy), `bit ${bit}`).rejects.toThrow(/damaged.*magpie doctor|newer version/)
    copy.flipBit(segment, bit)
    expect(bytesOf(copy, segment)).toEqual(bytesOf(disk, segment))
  }
  for (let bit = mark * 8; bit < (end + 100) * 8; bit += 3) {
    const copy = disk.copy()
    copy.flipBit(segment, bit)
    const journal = await open(copy)
    expect(await readSeqs(journal)).toEqual([1, 2, 3])
    await journal.close()
  }
})

it('says in words where the damage is', async () => {
  const disk = await written(3)
  const [, second = 0] = batchStarts(disk)
  disk.flipBit(segment, (second + 60) * 8)
  const error = await open(disk).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(JournalDamaged)
  expect(error).toMatchObject({ file: segment, offset: second, message: expect.stringContaining('run `magpie doctor`') })
})

it('refuses a folder from which any segment is gone', async () => {
  const disk = await written(400, { segmentBytes: 4_096 })
  const names = disk.list(folder).filter((name) => name.endsWith('.log'))
  expect(names.length).toBeGreaterThan(3)
  for (const name of names.slice(0, -1)) {
    const copy = disk.copy()
    copy.remove(`${folder}/${name}`)
    await expect(open(copy), name).rejects.toThrow(JournalDamaged)
  }
  const empty = disk.copy()
  for (const name of names) empty.remove(`${folder}/${name}`)
  await expect(open(empty)).rejects.toThrow('its segments are missing')
})

it('refuses a sealed segment that is shorter than it was', async () => {
  const disk = await written(100, { segmentBytes: 4_096 })
  const file = disk.open(segment, 'write')
  file.truncate(file.size() - 1)
  await expect(open(disk)).rejects.toThrow(JournalDamaged)
})

it('refuses a journal that ends before its checkpoint', async () => {
  const disk = new SimulatedDisk()
  const journal = await open(disk)
  for (const seq of upTo(3)) await store(journal, messageRecord(seq))
  await journal.checkpoint([messageRecord(3)])
  await journal.close()
  const [, , last = 0] = batchStarts(disk)
  overwrite(disk, last, new Uint8Array(2_000))
  await expect(open(disk)).rejects.toThrow('a checkpoint was made of records that are no longer there')
})

it('recovers from the older checkpoint, or from none, when the newer is damaged', async () => {
  const disk = new SimulatedDisk()
  const journal = await open(disk)
  for (const seq of upTo(9)) {
    await store(journal, messageRecord(seq))
    if (seq % 3 === 0) await journal.checkpoint([messageRecord(seq)])
  }
  await journal.close()
  const checkpoints = disk
    .list(folder)
    .filter((name) => name.endsWith('.mck'))
    .sort()
  expect(checkpoints).toHaveLength(2)
  disk.flipBit(`${folder}/${checkpoints[1]}`, 900)
  const older = await open(disk.copy())
  expect(seqsOf(await recovered(older))).toEqual([6, 7, 8, 9])
  await older.close()
  disk.flipBit(`${folder}/${checkpoints[0]}`, 900)
  const none = await open(disk)
  expect(seqsOf(await recovered(none))).toEqual(upTo(9))
  await none.close()
})

it('refuses new records on a full disk, loses nothing and goes on when there is room', async () => {
  const disk = new SimulatedDisk()
  const clock = new FakeClock()
  const log = new TestLog()
  const journal = await open(disk, { clock, log, segmentBytes: 4_096 })
  disk.capacity = 20_000
  const stored: number[] = []
  for (let seq = 1; ; seq++) {
    if (!(await store(journal, messageRecord(seq)))) break
    stored.push(seq)
  }
  expect(stored.length).toBeGreaterThan(50)
  expect(() => journal.append(messageRecord(999), { durable: () => undefined, failed: () => undefined })).toThrow()
  expect(await readSeqs(journal)).toEqual(stored)
  const killed = disk.copy()
  disk.capacity = 1_000_000
  await until(clock, () => log.lines.includes('the journal can be written again'))
  expect(await store(journal, messageRecord(1_000))).toBe(true)
  expect(await readSeqs(journal)).toEqual([...stored, 1_000])
  await journal.close()
  const again = await open(killed)
  expect(await readSeqs(again)).toEqual(stored)
  await again.close()
})

it('finds keys across segments and restarts, though sidecars are missing or damaged', async () => {
  const disk = await written(400, { segmentBytes: 4_096 })
  const sidecars = disk
    .list(folder)
    .filter((name) => name.endsWith('.keys'))
    .sort()
  expect(sidecars.length).toBeGreaterThan(3)
  disk.remove(`${folder}/${sidecars[0]}`)
  disk.flipBit(`${folder}/${sidecars[1]}`, 100)
  disk.flipBit(`${folder}/${sidecars[2]}`, (2 * 4_096 + 10) * 8)
  const log = new TestLog()
  const journal = await open(disk, { log, segmentBytes: 4_096 })
  for (const seq of upTo(400)) expect(seqsOf(journal.find(`ann/id-${seq}`))).toEqual([seq])
  expect(log.lines.filter((line) => line.includes('made again'))).toHaveLength(3)
  await journal.close()
})

it('forgets the oldest keys beyond the budget and says so, and those beyond the window', async () => {
  const log = new TestLog()
  const disk = await written(400, { segmentBytes: 4_096, keyBudget: 100, log })
  expect(log.lines).toContain('too many message ids for the key budget: repeats are told for a shorter time')
  const journal = await open(disk.copy(), { segmentBytes: 4_096, keyBudget: 100 })
  expect(journal.find('ann/id-1')).toEqual([])
  expect(seqsOf(journal.find('ann/id-400'))).toEqual([400])
  await journal.close()
  const clock = new FakeClock()
  clock.advance(25 * 60 * 60 * 1000)
  const later = await open(disk, { segmentBytes: 4_096, clock })
  expect(later.find('ann/id-1')).toEqual([])
  await later.close()
})

it('takes a failed write back even when all of it had reached the disk', async () => {
  const disk = new SimulatedDisk()
  const clock = new FakeClock()
  const log = new TestLog()
  const journal = await open(disk, { clock, log })
  await store(journal, messageRecord(1))
  disk.fault = ({ kind, bytes }) => (kind === 'write' ? { code: 'EIO', written: bytes } : undefined)
  expect(await store(journal, messageRecord(2))).toBe(false)
  const killed = await open(disk.copy())
  expect(await readSeqs(killed), 'before it could be taken back').toEqual([1, 2])
  await killed.close()
  disk.fault = undefined
  await until(clock, () => log.lines.includes('the journal can be written again'))
  const again = await open(disk.crash(seeded(3)))
  expect(await readSeqs(again)).toEqual([1])
  await again.close()
})

it('refuses a segment of a later format in words', async () => {
  const disk = await written(1)
  const header = Buffer.from(bytesOf(disk, segment).subarray(0, 64))
  header.writeUInt32LE(3, 4)
  header.writeUInt32LE(zlib.crc32(header.subarray(0, 60)), 60)
  overwrite(disk, 0, header)
  await expect(open(disk)).rejects.toThrow('written by a newer version of magpie: segment format version 3, this one reads up to 2')
})

interface Crashed {
  /** What was acknowledged, in order. */
  readonly acknowledged: number[]
  readonly failed: Set<number>
  /** Failed before the journal could be written again. */
  readonly gone: Set<number>
}

interface Life {
  readonly disk: SimulatedDisk
  readonly clock: FakeClock
  readonly log: TestLog
  readonly random: Random
  readonly from: number
}

/** Appends in random groups; the disk fails for a while, and breaks for good in the middle of something. */
async function live(journal: Journal, { disk, clock, log, random, from }: Life): Promise<Crashed> {
  const crashed: Crashed = { acknowledged: [], failed: new Set(), gone: new Set() }
  let next = from
  const broken = faults(disk, random)
  for (let i = 0; i < 400 && !broken(); i++) {
    for (let count = Math.floor(random() * 4); count > 0; count--) appendOne(journal, next++, crashed)
    if (random() < 0.02) journal.checkpoint([messageRecord(next - 1)]).catch(() => undefined)
    if (random() < 0.2) clock.advance(30)
    await turn()
    if (log.lines.at(-1) === 'the journal can be written again') for (const seq of crashed.failed) crashed.gone.add(seq)
  }
  return crashed
}

function faults(disk: SimulatedDisk, random: Random): () => boolean {
  const code = random() < 0.5 ? 'EIO' : 'ENOSPC'
  const pause = Math.floor(random() * 60)
  const end = 20 + Math.floor(random() * 120)
  let operations = 0
  disk.fault = ({ kind, bytes }) => {
    if (kind === 'read' || kind === 'open') return undefined
    operations++
    const fails = operations > end || (operations > pause && operations < pause + 3)
    return fails ? { code, written: random() < 0.5 ? bytes : Math.floor(random() * (bytes + 1)) } : undefined
  }
  return () => operations > end
}

function appendOne(journal: Journal, seq: number, { acknowledged, failed }: Crashed): void {
  try {
    const record = messageRecord(seq, 'x'.repeat(seq % 300))
    journal.append(record, { durable: () => acknowledged.push(seq), failed: () => failed.add(seq) }, keyOf(record))
  } catch {
    failed.add(seq)
  }
}

const seeds = [1, 26, 51, 76, 101, 126]

it.for(seeds)('keeps every acknowledged record, in order, through power cuts in the middle of anything, seed %i and on', async (first) => {
  for (let seed = first; seed < first + 25; seed++) {
    const random = seeded(seed)
    let disk = new SimulatedDisk()
    const expected: number[] = []
    const gone = new Set<number>()
    for (let life = 0; life < 4; life++) {
      const clock = new FakeClock()
      const log = new TestLog()
      const journal = await open(disk, { clock, log, segmentBytes: 4_096 })
      const seqs = await readSeqs(journal)
      expect(
        seqs.filter((seq) => expected.includes(seq)),
        `seed ${seed}, life ${life}`,
      ).toEqual(expected)
      expect(seqs, `seed ${seed}, life ${life}`).toEqual([...new Set(seqs)].sort((a, b) => a - b))
      expect(
        seqs.filter((seq) => gone.has(seq)),
        `seed ${seed}, life ${life}`,
      ).toEqual([])
      expect(
        seqs.flatMap((seq) => seqsOf(journal.find(`ann/id-${seq}`))),
        `seed ${seed}, life ${life}, by their keys`,
      ).toEqual(seqs)
      expected.splice(0, expected.length, ...seqs)
      const crashed = await live(journal, { disk, clock, log, random, from: (life + 1) * 10_000 })
      expected.push(...crashed.acknowledged)
      for (const seq of crashed.gone) gone.add(seq)
      disk = disk.crash(random)
    }
  }
})

it('ends a barrier with what waited before it when the write fails', async () => {
  const disk = new SimulatedDisk()
  const journal = await open(disk)
  disk.fault = ({ kind }) => (kind === 'write' ? { code: 'EIO' } : undefined)
  const record = store(journal, messageRecord(1))
  const barrier = settled((outcome) => journal.barrier(outcome))
  expect(await Promise.all([record, barrier])).toEqual([false, false])
  disk.fault = undefined
  await journal.close()
})
