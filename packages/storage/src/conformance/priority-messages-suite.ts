import type { MessageRecord, PriorityEntry, UserId } from '@magpie-im/model'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { ReadModel } from '../read-model.ts'
import { arbitraryLog, fraction, upTo } from './arbitrary-log.ts'
import { NaiveModel, plain } from './naive.ts'
import { everyWatermark, type OpenStore, withModel } from './opened.ts'
import { ann, bob, carol, everyone, TestLog } from './test-log.ts'

const all = { after: 0, notBefore: 0, limit: 99 }

const queueOf = async ({ priority }: ReadModel, user: UserId) => (await priority.list({ user, ...all })).map(plainEntry)

/** What every queue of messages with priority does, wherever the watermark is. */
export function priorityMessagesSuite({ open, runs = 100 }: { readonly open: OpenStore; readonly runs?: number }): void {
  it('keeps messages with priority for both members, and what was done to any message', async () => {
    const log = new TestLog()
    const urgent = log.says(ann, bob, { priority: true })
    const other = log.says(ann, bob)
    log.cut()
    const revoked = log.controls(other, 'revoke')
    log.cut()
    await everyWatermark(open, log, async (model) => {
      for (const user of [ann, bob]) {
        expect(await queueOf(model, user)).toMatchObject([
          { kind: 'message', stamp: urgent.seqId, message: { seq: 1 } },
          { kind: 'control', stamp: revoked.stamp, control: { action: 'revoke', requestId: revoked.requestId, target: { seq: 2 } } },
        ])
      }
      expect(await queueOf(model, carol)).toEqual([])
    })
  })

  it('shows a message as it is now, and of several controls the last, with nothing of what is gone', async () => {
    const log = new TestLog()
    const message = log.says(ann, bob, { priority: true })
    log.cut()
    log.controls(message, 'override', { body: 'second words' })
    log.cut()
    log.controls(message, 'revoke')
    log.cut()
    await everyWatermark(open, log, async (model) => {
      expect(await queueOf(model, bob)).toMatchObject([
        { kind: 'message', message: { state: 'revoked', body: '' } },
        { kind: 'control', control: { action: 'revoke', body: '' } },
      ])
    })
  })

  it('tells with an override whom the message mentions', async () => {
    const log = new TestLog()
    const links = { mentions: { users: [bob] } }
    const message = log.says(ann, bob, { links })
    log.controls(message, 'override', { body: 'second words', links })
    log.cut()
    await everyWatermark(open, log, async (model) => {
      expect(await queueOf(model, bob)).toMatchObject([{ kind: 'control', control: { body: 'second words', links } }])
    })
  })

  it('tells a user alone what he deleted for himself, and does not show him the message', async () => {
    const log = new TestLog()
    const message = log.says(ann, bob, { priority: true })
    log.cut()
    log.controls(message, 'delete', { only: bob })
    log.cut()
    await everyWatermark(open, log, async (model) => {
      expect(await queueOf(model, bob)).toMatchObject([{ kind: 'control', control: { action: 'delete', only: bob } }])
      expect(await queueOf(model, ann)).toMatchObject([{ kind: 'message' }])
    })
  })

  it('fills a page although messages of it were deleted', async () => {
    const log = new TestLog()
    const [first, second] = [1, 2, 3, 4].map(() => log.says(ann, bob, { priority: true }))
    log.cut()
    for (const message of [first, second]) if (message) log.controls(message, 'delete')
    log.cut()
    await everyWatermark(open, log, async ({ priority }) => {
      expect(await priority.list({ ...all, user: bob, limit: 2 })).toMatchObject([{ message: { seq: 3 } }, { message: { seq: 4 } }])
    })
  })

  it('gives members of a group what came since they joined, while they are in it', async () => {
    const log = new TestLog()
    for (const user of [ann, bob]) log.joins(user)
    log.tells(ann, { priority: true })
    log.cut()
    log.joins(carol)
    log.cut()
    log.tells(ann, { priority: true })
    log.cut()
    log.leaves(bob)
    log.cut()
    await everyWatermark(open, log, async (model) => {
      expect(await queueOf(model, ann)).toHaveLength(2)
      expect(await queueOf(model, bob)).toEqual([])
      expect(await queueOf(model, carol)).toMatchObject([{ message: { seq: 2 } }])
    })
  })

  it('tells who joined nothing of what is done to messages from before (I8)', async () => {
    const log = new TestLog()
    for (const user of [ann, bob]) log.joins(user)
    const before = told(log.tells(ann))
    log.cut()
    log.joins(carol)
    log.leaves(bob)
    log.joins(bob)
    log.cut()
    log.controls(before, 'override', { body: 'not for carol' })
    log.cut()
    const since = told(log.tells(ann))
    log.controls(since, 'revoke')
    log.cut()
    await everyWatermark(open, log, async (model) => {
      expect(await queueOf(model, ann)).toMatchObject([{ control: { action: 'override' } }, { control: { action: 'revoke' } }])
      for (const user of [bob, carol]) expect(await queueOf(model, user)).toMatchObject([{ control: { action: 'revoke' } }])
    })
  })

  it('gives pages after a stamp, the newest as well, and nothing older than asked', async () => {
    const log = new TestLog()
    const sent = [1, 2, 3, 4].map(() => {
      const message = log.says(ann, bob, { priority: true })
      log.cut()
      return message.seqId
    })
    const [first = 0, second = 0] = sent
    const seqs = (entries: readonly PriorityEntry[]) => entries.map(({ stamp }) => sent.indexOf(stamp) + 1)
    await everyWatermark(open, log, async ({ priority }) => {
      expect(seqs(await priority.list({ ...all, user: bob, after: first, limit: 2 }))).toEqual([2, 3])
      expect(seqs(await priority.newest({ ...all, user: bob, limit: 2 }))).toEqual([3, 4])
      expect(seqs(await priority.list({ ...all, user: bob, notBefore: second }))).toEqual([2, 3, 4])
      expect(seqs(await priority.newest({ ...all, user: bob, notBefore: second }))).toEqual([2, 3, 4])
    })
  })

  it('answers as the whole log would', async () => {
    const choices = fc.record({
      user: fc.constantFrom(...everyone),
      after: fraction,
      limit: fc.integer({ min: 1, max: 5 }),
      newest: fc.boolean(),
    })
    const setup = fc.record({ projected: fraction, meanwhile: fraction, maxBytes: fc.constantFrom(0, 1_000_000) })
    type Setup = Record<'projected' | 'meanwhile' | 'maxBytes', number>
    type Choice = { readonly user: UserId; readonly after: number; readonly limit: number; readonly newest: boolean }
    const check = async (log: TestLog, { user, after: place, limit, newest }: Choice, setup: Setup) => {
      const projected = upTo(setup.projected, log.batches.length)
      const meanwhile = projected + upTo(setup.meanwhile, log.batches.length - projected)
      const whole = new NaiveModel(log.entries).priority(user)
      const after = [0, ...whole.map(({ stamp }) => stamp)][upTo(place, whole.length)] ?? 0
      const rest = whole.filter(({ stamp }) => stamp > after)
      await withModel(open, { log, projected, meanwhile, maxBytes: setup.maxBytes }, async ({ priority }) => {
        const found = newest
          ? await priority.newest({ user, notBefore: after + 1, limit })
          : await priority.list({ user, after, notBefore: 0, limit })
        expect(found.map(plainEntry)).toEqual(newest ? rest.slice(-limit) : rest.slice(0, limit))
      })
    }
    await fc.assert(fc.asyncProperty(arbitraryLog, choices, setup, check), { numRuns: runs })
  })
}

function plainEntry(entry: PriorityEntry): PriorityEntry {
  return entry.kind === 'message' ? { ...entry, message: plain(entry.message) } : entry
}

function told(message: MessageRecord | undefined): MessageRecord {
  if (message === undefined) throw new Error('only members tell')
  return message
}
