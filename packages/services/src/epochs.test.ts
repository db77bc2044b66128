import type { EpochRecord, JournalRecord } from '@magpie-im/model'
import { expect, it } from 'vitest'
import { beginEpoch } from './begin-epoch.ts'
import { Retention } from './retention.ts'
import { ann, ben, cleo, silent, Writers } from './testing/writers.fixture.ts'

/** Exempt from being recognised. */
const noId = { clientMessageId: '' }

/** What a restore of the journal's first `batches` batches makes of it. */
async function restored(before: Writers, batches = before.journal.store.batches.length, at = before.clock.now()): Promise<Writers> {
  await before.durable()
  before.journal.store.batches.length = batches
  before.journal.store.checkpoint = undefined
  const writers = await before.restart()
  await beginEpoch(writers, { at, position: 0 })
  return writers
}

async function busy(): Promise<Writers> {
  const writers = await Writers.withFriends(ann, ben)
  await writers.grantRights.grant('key:1', { user: ann, right: 'notify', conversation: undefined })
  await writers.createGroup.create({ user: ann }, { id: 'club', name: '', members: [ben] })
  await writers.say(ann, ben, 'first', { clientMessageId: 'first' })
  await chatter(writers)
  return writers
}

async function chatter(writers: Writers): Promise<void> {
  await writers.say(ann, ben, 'single', noId)
  await writers.say(ben, ann, 'single', noId)
  await writers.tell(ann, 'club', 'group', noId)
  await writers.notify(ann, ben, 'notice', noId)
}

it('nothing that was given in the lost part is given again (I2)', async () => {
  const before = await busy()
  const kept = before.journal.store.batches.length
  await chatter(before)
  await before.addUsers(cleo)
  await before.befriend(ann, cleo)
  await before.say(ann, cleo, 'lost')
  await before.createGroup.create({ user: ann }, { name: '', members: [ben] })
  const lost = before.records.slice(before.journal.store.batches.slice(0, kept).flatMap(({ entries }) => entries).length)

  const writers = await restored(before, kept)
  await chatter(writers)
  await writers.addUsers(cleo)
  await writers.befriend(ann, cleo)
  await writers.say(ann, cleo, 'first again')
  await writers.createGroup.create({ user: ann }, { name: '', members: [ben] })

  const used = new Set(lost.flatMap(givenBy))
  expect(used.size).toBeGreaterThan(20)
  const again = writers.records.slice(-lost.length).flatMap(givenBy)
  expect(again.length).toBeGreaterThan(20)
  expect(again.filter((given) => used.has(given))).toEqual([])
})

/** Everything in a record that must never be given to another. */
function givenBy(record: JournalRecord): string[] {
  const stamp = `stamp ${record.stamp}`
  if (record.type === 'message') {
    const peers = [record.sender, record.recipient].sort().join(' ')
    return [stamp, `seq ${record.seq} of ${peers}`, `seqId ${record.seqId}`]
  }
  if (record.type === 'user') return [stamp, `user ${record.number}`]
  if (record.type === 'conversation') return [stamp, `conversation ${record.conversation}`]
  if (record.type === 'group') return [stamp, `group ${record.number}`, `group ${record.id}`, `conversation ${record.conversation}`]
  return [stamp]
}

it('a backup that is restored again gives nothing that was given since it was restored first (I2)', async () => {
  const before = await busy()
  const [kept, at] = [before.journal.store.batches.length, before.clock.now()]
  const first = await restored(before, kept, at)
  await chatter(first)
  await first.addUsers(cleo)
  const used = new Set(first.records.slice(-6).flatMap(givenBy))
  first.clock.jump(60_000)

  const again = await restored(first, kept, at)
  await chatter(again)
  await again.addUsers(cleo)
  const given = again.records.slice(-6).flatMap(givenBy)
  expect(given.filter((one) => one.startsWith('seq ') || one.startsWith('user '))).toHaveLength(5)
  expect(given.filter((one) => used.has(one))).toEqual([])
})

it('a point before the end of a backup goes on above what the backup knows of the rest (I2)', async () => {
  const before = await busy()
  const kept = before.journal.store.batches.length
  for (let i = 0; i < 3; i++) await chatter(before)
  await before.addUsers(cleo)
  const known = before.state
  await before.durable()
  before.journal.store.batches.length = kept
  const writers = await before.restart()
  const { above, stamp } = await beginEpoch(writers, { at: writers.clock.now(), position: 0 }, known)
  expect(above).toMatchObject({ seq: 1_000_009, user: 1_000_003 })
  expect(stamp).toBeGreaterThan(known.stamps.last)
})

it('sequences jump once and go on without a hole, unread and repeats do not notice (I2, I3, I6)', async () => {
  const writers = await restored(await busy())
  const { above } = epochsOf(writers)[0] ?? { above: { seq: 0 } }
  expect(above.seq).toBe(1_000_003)
  await chatter(writers)
  await chatter(writers)

  const { conversations } = writers.readModel
  const asOf = { position: writers.journal.durable, stamp: writers.state.stamps.last, newest: new Map(), readMarks: new Map() }
  const { items } = await conversations.list({ user: ben, after: 0, limit: 9, asOf })
  expect(items.map(({ audience, unread, newest }) => [audience, unread, newest?.seq])).toEqual([
    ['single', 4, above.seq + 4],
    ['group', 3, above.seq + 2],
    ['notice', 3, above.seq + 2],
  ])
  const first = await writers.say(ann, ben, 'first', { clientMessageId: 'first' })
  expect(first.seq).toBe(1)
})

it('a conversation of which all is lost begins above what it may have had', async () => {
  const before = await Writers.withFriends(ann, ben)
  const kept = before.journal.store.batches.length
  await before.say(ann, ben, 'lost')
  const writers = await restored(before, kept)
  expect((await writers.say(ann, ben, 'first')).seq).toBe(1_000_001)
})

it('what could not be stored after a restore leaves no hole', async () => {
  const writers = await restored(await busy())
  writers.journal.fail()
  const failing = [writers.say(ann, ben, 'no'), writers.say(ben, ann, 'no'), writers.tell(ann, 'club', 'no')]
  for (const one of failing) await expect(one).rejects.toMatchObject({ name: 'StorageUnavailable' })
  expect(writers.pair(ann, ben).last).toEqual(writers.pair(ann, ben).durable)
  writers.journal.heal()
  expect([await writers.say(ann, ben, 'yes', noId), await writers.tell(ann, 'club', 'yes', noId)]).toMatchObject([
    { seq: 1_000_004 },
    { seq: 1_000_004 },
  ])
})

it('stamps go on above what a clock that was ahead may have given (I12)', async () => {
  const before = await busy()
  const newest = before.state.stamps.last
  before.clock.jump(-3_600_000)
  const writers = await restored(before)
  expect((await writers.say(ann, ben, 'hi', noId)).seqId).toBeGreaterThan(newest + 10_000_000)

  writers.clock.jump(7_200_000)
  const later = await restored(writers)
  expect((await later.say(ann, ben, 'hi', noId)).seqId).toBeGreaterThan(later.clock.now() * 1000 + 10_000_000)
})

it('epochs survive a restart from a checkpoint, and each goes above the one before', async () => {
  const once = await restored(await busy())
  await once.journal.checkpoint(once.state.snapshot())
  const twice = await restored(await once.restart())
  await twice.journal.checkpoint(twice.state.snapshot())
  const writers = await twice.restart()

  expect(writers.state.epochs.newestFirst.map(({ number, above }) => [number, above])).toEqual([
    [2, { seq: 2_000_003, conversation: 2_000_003, user: 2_000_002, group: 2_000_001 }],
    [1, { seq: 1_000_003, conversation: 1_000_003, user: 1_000_002, group: 1_000_001 }],
  ])
  expect(writers.state.epochs.newestFirst).toEqual(epochsOf(writers).toReversed())
  await writers.addUsers(cleo)
  expect(writers.state.accounts.find(cleo)?.number).toBe(2_000_003)
})

it.for([1, 2, 3, 4, 5, 6, 7])('retention counts messages, not seqs: the newest %i stay across two restores', async (messages) => {
  let writers = await Writers.withFriends(ann, ben)
  for (const body of ['1', '2', '3']) await writers.say(ann, ben, body, noId)
  writers = await restored(writers)
  for (const body of ['4', '5']) await writers.say(ann, ben, body, noId)
  writers = await restored(await restored(writers))
  await writers.say(ann, ben, '6', noId)
  const keep = { days: 0, messages }
  const { journal, state, clock, readModel } = writers
  await new Retention({
    journal,
    state,
    clock,
    history: readModel.history,
    log: silent,
    keep: { single: keep, group: keep, notice: keep },
  }).pass()

  const { history } = writers.readModel
  const left = await history.page({ conversation: writers.pair(ann, ben).id, reader: undefined, upTo: Number.MAX_SAFE_INTEGER, limit: 99 })
  expect(left.map(({ body }) => body)).toEqual(['6', '5', '4', '3', '2', '1'].slice(0, messages))
})

function epochsOf({ records }: Writers): EpochRecord[] {
  return records.filter((record) => record.type === 'epoch')
}
