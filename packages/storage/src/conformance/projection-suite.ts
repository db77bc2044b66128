import { type Batch, type Entry, type JournalRecord, statisticsPeriods, withoutContent } from '@magpie-im/model'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Store } from '../engine.ts'
import { arbitraryLog, fraction, upTo } from './arbitrary-log.ts'
import type { OpenStore } from './opened.ts'
import { ann, bob, carol, everyone, TestLog } from './test-log.ts'

/** What every projection does with the batches it is given. */
export function projectionSuite(options: { readonly open: OpenStore }): void {
  const withStore = async (use: (store: Store) => Promise<void>) => {
    const store = await options.open()
    try {
      await use(store)
    } finally {
      await store.close()
    }
  }

  it('begins before everything and moves its watermark with each batch', async () => {
    const { batches } = busyLog()
    await withStore(async (store) => {
      expect(store.watermark).toBe(0)
      for (const batch of batches) {
        await store.apply(batch.entries, batch.end)
        expect(store.watermark).toBe(batch.end)
        expect((await store.friends({ user: ann, since: 0 })).watermark).toBe(batch.end)
      }
    })
  })

  it('moves its watermark over a batch without records', async () => {
    await withStore(async (store) => {
      await store.apply([], 77)
      expect(store.watermark).toBe(77)
    })
  })

  it('is the same after records are applied again, from any batch on', async () => {
    const log = busyLog()
    await withStore(async (store) => {
      await applyAll(store, log.batches)
      const once = await everything(store, log)
      for (let from = 0; from < log.batches.length; from++) {
        await applyAll(store, log.batches.slice(from))
        expect(await everything(store, log)).toEqual(once)
      }
    })
  })

  it('is the same when contents that are gone were taken out of the journal, all of it or what is applied again', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryLog, fraction, async (log, from) => {
        const compacted = compactedBatches(log)
        await withStore(async (store) => {
          await applyAll(store, log.batches)
          const whole = await everything(store, log)
          await applyAll(store, compacted.slice(upTo(from, compacted.length)))
          expect(await everything(store, log)).toEqual(whole)
          await withStore(async (rebuilt) => {
            await applyAll(rebuilt, compacted)
            expect(await everything(rebuilt, log)).toEqual(whole)
          })
        })
      }),
      { numRuns: 20 },
    )
  })
}

/** The log as a compaction leaves it. */
function compactedBatches({ batches, entries }: TestLog): Batch[] {
  const isGone = ({ conversation, seq }: { conversation: number; seq: number }, position: number) =>
    entries.some(({ record, position: later }) => {
      if (record.type === 'expiry') return record.conversation === conversation && seq <= record.seq
      if (record.type !== 'message-control' || record.only !== undefined || later <= position) return false
      return record.conversation === conversation && record.target.seq === seq
    })
  const kept = ({ record, position }: Entry): JournalRecord => {
    if (record.type === 'message') return isGone(record, position) ? withoutContent(record) : record
    if (record.type !== 'message-control') return record
    return isGone({ conversation: record.conversation, seq: record.target.seq }, position)
      ? { ...record, body: '', links: undefined }
      : record
  }
  return batches.map((batch) => ({ ...batch, entries: batch.entries.map((entry) => ({ ...entry, record: kept(entry) })) }))
}

function busyLog(): TestLog {
  const log = new TestLog()
  log.append({ type: 'user', stamp: 1, id: ann, number: 1, name: 'Ann', passwordHash: '', disabled: false, demo: true })
  log.befriends(ann, bob)
  log.says(ann, bob)
  log.cut()
  log.says(bob, ann)
  log.hasRead(ann, bob)
  log.says(carol, ann)
  log.cut()
  log.befriends(ann, bob, { friends: false })
  log.keeps(ann, bob, 'TOP', '1')
  log.befriends(ann, carol, { remarks: ['c', 'a'] })
  log.hasRead(bob, ann, 1)
  log.joins(ann)
  log.joins(bob)
  log.tells(ann)
  log.cut()
  log.leaves(bob)
  log.tells(ann)
  log.joins(bob)
  log.tells(ann)
  log.hasReadGroup(bob, 3)
  log.cut()
  const [first, second] = log.messages
  if (first && second) {
    log.controls(second, 'override', { body: 'other words' })
    log.controls(first, 'revoke')
    log.controls(second, 'delete', { only: bob })
    log.removes(ann, first)
  }
  const notice = log.notifies(carol, ann)
  log.notifies(carol, ann)
  log.expires(notice)
  log.signsIn(ann, 'phone')
  log.signsIn(bob, 'phone', 'WrongPassword')
  log.append({ type: 'audit', stamp: 3_000_000, actor: 'key', action: 'group.dismiss', subject: 'group', detail: '' })
  log.cut()
  return log
}

async function applyAll(store: Store, batches: readonly Batch[]): Promise<void> {
  for (const batch of batches) await store.apply(batch.entries, batch.end)
}

async function everything(store: Store, log: TestLog): Promise<unknown[]> {
  const all: unknown[] = []
  for (const user of everyone) {
    const rows = {
      user,
      after: 0,
      limit: 99,
      newest: new Map(),
      readMarks: new Map(),
      moment: Number.MAX_SAFE_INTEGER,
      apart: new Map<never, never>(),
      controlled: new Map(),
      floors: new Map(),
    }
    all.push(await store.conversations(rows), await store.friends({ user, since: 0 }))
  }
  const queue = {
    after: 0,
    limit: 99,
    newestFirst: false,
    groups: new Set<never>(),
    controlled: new Map(),
    floors: new Map(),
    since: new Map(),
  }
  for (const user of everyone) all.push(await store.priority({ ...queue, user }), await store.devices({ user }))
  const before = Number.MAX_SAFE_INTEGER
  all.push(await store.signIns({ user: undefined, before, limit: 99 }), await store.audited({ before, limit: 99 }))
  for (const per of statisticsPeriods) all.push(await store.statistics({ from: 0, to: Number.MAX_SAFE_INTEGER / 1000, per }))
  for (const conversation of new Set(log.messages.map((message) => message.conversation))) {
    all.push(await store.messages({ conversation, reader: undefined, upTo: Number.MAX_SAFE_INTEGER, limit: 99 }))
  }
  return all
}
