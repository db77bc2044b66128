import type { JournalRecord, Position } from '@magpie-im/model'
import { expect, it } from 'vitest'
import { controlRecord, keyOf, messageRecord, readRecords, store } from '../conformance/fixture.ts'
import { FakeClock, TestLog } from '../conformance/surroundings.ts'
import { JournalDamaged } from '../errors.ts'
import type { FilesJournal } from '../files/options.ts'
import { openSimulatedJournal } from '../simulation/open.ts'
import { seeded } from '../simulation/seeded.ts'
import { SimulatedDisk } from '../simulation/simulated-disk.ts'
import { copySegment } from './copy-segment.ts'
import { checkFollows, endBefore, findSegments, type SegmentSummary, summarise } from './summarise.ts'

const [source, target] = ['/source', '/target']

function open(disk: SimulatedDisk, folder: string): Promise<FilesJournal> {
  const options = { clock: new FakeClock(), log: new TestLog(), keyOf, soon: setImmediate, random: seeded(1), segmentBytes: 4_096 }
  return openSimulatedJournal({ folder, disk, ...options })
}

function finished<T>(work: Generator<unknown, T>): T {
  for (;;) {
    const step = work.next()
    if (step.done) return step.value
  }
}

/** As a backup does it; gives what the copy is made of. */
function copy(disk: SimulatedDisk, from: string, { to = target, position }: { to?: string; position: Position }): SegmentSummary[] {
  disk.makeFolder()
  for (const name of disk.list(to)) disk.remove(`${to}/${name}`)
  const copies = findSegments(disk, from, position).flatMap((found) => {
    const upTo = found.sealed === undefined ? position : undefined
    return finished(copySegment(disk, { source: found, folder: to, upTo }))
  })
  disk.syncFolder(to)
  const summaries = copies.map((file) => finished(summarise(disk, file)))
  summaries.forEach((summary, i) => {
    checkFollows(summaries[i - 1], summary)
  })
  return summaries
}

const count = 120
const content = (seq: number) => `content ${seq} ${'x'.repeat((seq * 7) % 90)}`

/** Messages in several segments, each durable by itself, and two that are revoked. */
async function written(disk: SimulatedDisk): Promise<FilesJournal> {
  const journal = await open(disk, source)
  for (let seq = 1; seq <= count; seq++) await store(journal, messageRecord(seq, content(seq)))
  for (const seq of [10, 70]) await store(journal, controlRecord(seq, 'revoke'))
  return journal
}

async function endsOf(journal: FilesJournal): Promise<Position[]> {
  const ends: Position[] = []
  for await (const { end } of journal.read(0, journal.durable)) ends.push(end)
  return ends
}

it.each([
  ['as it was written', async () => undefined],
  ['while it is in use, after a compaction', async (journal: FilesJournal) => void (await journal.compact())],
])('a copy up to the end of any batch is a journal that ends there and goes on, %s', async (_, prepare) => {
  const disk = new SimulatedDisk()
  const original = await written(disk)
  await prepare(original)
  const records = await readRecords(original)
  for (const [i, position] of (await endsOf(original)).entries()) {
    const summaries = copy(disk, source, { position })
    expect(summaries.reduce((sum, { messages }) => sum + messages, 0)).toBe(Math.min(i + 1, count))
    const added = messageRecord(1000 + i)
    expect(await goneOn(disk, added)).toEqual({ durable: position, records: [...records.slice(0, i + 1), added] })
  }
})

/** Opens the copy, appends to it and opens it again. */
async function goneOn(disk: SimulatedDisk, added: JournalRecord): Promise<{ durable: Position; records: JournalRecord[] }> {
  const journal = await open(disk, target)
  const { durable } = journal
  expect(await store(journal, added)).toBe(true)
  expect(journal.find(keyOf(added) ?? '')).toEqual([added])
  await journal.close()
  const again = await open(disk, target)
  const records = await readRecords(again)
  await again.close()
  return { durable, records }
}

it('a copy that is cut where nothing follows any more can be copied on, to the same point or an earlier one', async () => {
  const disk = new SimulatedDisk()
  const original = await written(disk)
  await original.compact()
  const ends = await endsOf(original)
  const [middle = 0, earlier = 0] = [ends[60], ends[40]]
  copy(disk, source, { position: middle })
  for (const position of [middle, earlier]) {
    copy(disk, target, { to: '/second', position })
    const journal = await open(disk, '/second')
    expect(journal.durable).toBe(position)
    await journal.close()
  }
})

it('an empty journal is copied too', async () => {
  const disk = new SimulatedDisk()
  const original = await open(disk, source)
  copy(disk, source, { position: original.durable })
  const journal = await open(disk, target)
  expect([journal.durable, journal.identity]).toEqual([0, original.identity])
})

it('what is appended meanwhile is not in the copy, and the segment that goes on is found again when it has ended', async () => {
  const disk = new SimulatedDisk()
  const original = await written(disk)
  const position = original.durable
  const before = copy(disk, source, { position })
  for (let seq = 201; seq <= 260; seq++) await store(original, messageRecord(seq))
  const found = findSegments(disk, source, original.durable)
  const same = found.filter(({ base, sealed }) => {
    const known = before.find((segment) => segment.base === base)
    return sealed !== undefined && known?.bytes === sealed.bytes && known.lastChain === sealed.lastChain
  })
  expect(same.length).toBe(before.length - 1)
  await original.compact()
  const after = findSegments(disk, source, original.durable)
  expect(after.filter(({ sealed }, i) => sealed?.lastChain !== found[i]?.sealed?.lastChain).length).toBeGreaterThan(1)
})

it('damage of the source is not copied unseen', async () => {
  const disk = new SimulatedDisk()
  const original = await written(disk)
  const position = original.durable
  const sealed = findSegments(disk, source, position)[0]
  const file = disk.open(sealed?.path ?? '', 'write-through')
  file.write(Buffer.from([1]), 1_000)
  expect(() => copy(disk, source, { position })).toThrow(JournalDamaged)
})

it('segments that do not belong together are told', async () => {
  const disk = new SimulatedDisk()
  const original = await written(disk)
  const [first, second, third] = copy(disk, source, { position: original.durable })
  if (!first || !second || !third) throw new Error('there are more')
  expect(() => checkFollows(first, third)).toThrow('does not continue')
  expect(() => checkFollows(undefined, second)).toThrow('missing')
  expect(() => checkFollows({ ...first, identity: 'other' }, second)).toThrow('another journal')
  expect(() => checkFollows({ ...first, endChain: 1 }, second)).toThrow('does not continue')
})

it('the last end before something is found', async () => {
  const disk = new SimulatedDisk()
  const original = await written(disk)
  const [first] = findSegments(disk, source, original.durable)
  const ends = await endsOf(original)
  if (first === undefined) throw new Error('there is one')
  const third = messageRecord(3).stamp
  expect(endBefore(disk, first, ({ newest }) => newest > third)).toBe(ends[2])
  expect(endBefore(disk, first, ({ end }) => end > (ends[4] ?? 0))).toBe(ends[4])
  expect(endBefore(disk, first, () => true)).toBeUndefined()
})
