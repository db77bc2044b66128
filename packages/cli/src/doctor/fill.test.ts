import { seeded } from '@magpie-im/journal'
import type { EpochRecord, JournalRecord } from '@magpie-im/model'
import { expect, it } from 'vitest'
import { Fill } from './fill.ts'
import { Fold } from './fold.ts'
import { Sequences } from './sequences.ts'
import { ann, ben, Chatter, cleo, group, pair } from './testing/chatter.fixture.ts'

/** The records with what stands for the ones that are lost, of which nothing else knows. */
function filled(
  records: readonly JournalRecord[],
  lost: readonly { readonly from: number; readonly to: number }[],
  epochs: readonly EpochRecord[] = [],
): JournalRecord[] {
  const found = new Sequences()
  for (const epoch of epochs) found.leavesOut(epoch)
  const isLost = (at: number) => lost.some(({ from, to }) => at >= from && at < to)
  records.forEach((record, at) => {
    if (lost.some(({ from }) => from === at)) found.lost()
    if (!isLost(at)) found.add(record)
  })
  const fill = new Fill(found, {
    checkpoint: { position: 0, records: [], users: new Map(), groups: new Map(), epochs: [...epochs] },
    database: undefined,
  })
  return records.flatMap((record, at) => {
    const region = lost.findIndex(({ from }) => from === at)
    const made = region === -1 ? [] : [...fill.region(region)]
    if (isLost(at)) return made
    fill.wrote(record)
    return [...made, record]
  })
}

function folded(records: readonly JournalRecord[]): { readonly fold: Fold; readonly reports: string[] } {
  const reports: string[] = []
  const fold = new Fold((what) => void reports.push(what))
  for (const [position, record] of records.entries()) fold.add({ position, record })
  return { fold, reports }
}

const seqsOf = (records: readonly JournalRecord[], conversation: number) =>
  records.flatMap((record) => (record.type === 'message' && record.conversation === conversation ? [record.seq] : []))

it('lost messages become deleted ones of the same number that nobody has unread (I2, I6)', () => {
  const chatter = new Chatter()
  for (const sender of [ann, ben, ann, ann, ben]) chatter.says(pair, sender)
  const records = filled(chatter.records, [{ from: 5, to: 8 }])
  const { fold, reports } = folded(records)
  expect(reports).toEqual([])
  expect(seqsOf(records, pair)).toEqual([1, 2, 3, 4, 5])
  const told = fold.conversations.get(pair)
  expect(told && [ann, ben].map((user) => fold.unread(told, user))).toEqual([1, 1])
  expect(records.flatMap((record) => (record.type === 'message-control' ? [record.action, record.target.seq] : []))).toEqual([
    ...['delete', 2],
    ...['delete', 3],
    ...['delete', 4],
  ])
})

it('an epoch that the checkpoint knows is begun again where it was, not filled with messages', () => {
  const chatter = new Chatter()
  for (const sender of [ann, ben, ann]) chatter.says(pair, sender)
  chatter.beginsEpoch(1_000)
  for (const sender of [ben, ann, ben]) chatter.says(pair, sender)
  const epochs = chatter.records.filter((record) => record.type === 'epoch')
  const records = filled(chatter.records, [{ from: 5, to: 9 }], epochs)
  expect(folded(records).reports).toEqual([])
  expect(seqsOf(records, pair)).toEqual([1, 2, 3, 1_001, 1_002, 1_003])
  expect(records.filter((record) => record.type === 'epoch')).toEqual(epochs)
})

it('whatever is lost, the rest keeps its numbers and counts (I2, I6, I8)', () => {
  for (let seed = 1; seed <= 400; seed++) {
    const random = seeded(seed)
    const below = (n: number) => Math.floor(random() * n)
    const records = chatterOf(below)
    const from = below(records.length)
    const to = from + 1 + below(records.length - from)
    const second = to + 1 + below(8)
    const lost = [{ from, to }, ...(second + 3 < records.length ? [{ from: second, to: second + 1 + below(3) }] : [])]
    const made = filled(records, lost)
    expect(folded(made).reports, `seed ${seed}`).toEqual([])

    const kept = records.filter((_, at) => !lost.some((part) => at >= part.from && at < part.to))
    expect(made.filter((record) => kept.includes(record))).toEqual(kept)
  }
})

function chatterOf(below: (n: number) => number): readonly JournalRecord[] {
  const chatter = new Chatter()
  const members = [ann, ben]
  for (let i = 0; i < 30; i++) {
    const deed = below(11)
    const member = members[below(members.length)] ?? ann
    const one = below(2) === 0 ? ann : ben
    const marks = [
      () => chatter.reads(pair, one),
      () => chatter.reads(group, member),
      () => chatter.receives(pair, one),
      () => chatter.receives(group, member),
    ]
    if (deed < 4) chatter.says(pair, one, below(4) > 0)
    else if (deed < 7) chatter.says(group, member, below(4) > 0)
    else if (deed < 10) marks[below(marks.length)]?.()
    else if (!members.includes(cleo)) {
      members.push(cleo)
      chatter.joins(cleo)
    }
  }
  return chatter.records
}
