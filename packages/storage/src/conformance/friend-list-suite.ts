import type { UserId } from '@magpie-im/model'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { arbitraryLog, fraction, upTo } from './arbitrary-log.ts'
import { NaiveModel } from './naive.ts'
import { everyWatermark, type OpenStore, withModel } from './opened.ts'
import { ann, bob, carol, everyone, TestLog } from './test-log.ts'

/** What every friend list does, wherever the watermark is. */
export function friendListSuite(options: { readonly open: OpenStore; readonly runs?: number }): void {
  const { open, runs = 100 } = options

  it('gives both their friend, by the name each calls the other', async () => {
    const log = new TestLog()
    const since = log.befriends(ann, bob, { remarks: ['bobby', 'annie'] })
    log.cut()
    await everyWatermark(open, log, async ({ friends }) => {
      expect(await friends.list({ user: ann, since: 0 })).toEqual([{ user: ann, friend: bob, remark: 'bobby', since }])
      expect(await friends.list({ user: bob, since: 0 })).toEqual([{ user: bob, friend: ann, remark: 'annie', since }])
      expect(await friends.list({ user: carol, since: 0 })).toEqual([])
    })
  })

  it('gives the friends made since a time, in the order they were made', async () => {
    const log = new TestLog()
    const first = log.befriends(ann, carol)
    log.cut()
    log.befriends(ann, bob)
    log.cut()
    await everyWatermark(open, log, async ({ friends }) => {
      expect((await friends.list({ user: ann, since: first })).map((friend) => friend.friend)).toEqual([carol, bob])
      expect((await friends.list({ user: ann, since: first + 1 })).map((friend) => friend.friend)).toEqual([bob])
    })
  })

  it('forgets who is a friend no more', async () => {
    const log = new TestLog()
    log.befriends(ann, bob)
    log.cut()
    log.befriends(ann, bob, { friends: false })
    log.cut()
    await everyWatermark(open, log, async ({ friends }) => expect(await friends.list({ user: ann, since: 0 })).toEqual([]))
  })

  it('answers as the whole log would', async () => {
    const check = async (log: TestLog, user: UserId, [place, later, since]: readonly [number, number, number]) => {
      const projected = upTo(place, log.batches.length)
      const meanwhile = projected + upTo(later, log.batches.length - projected)
      const stamps = log.entries.map((entry) => entry.record.stamp)
      const from = stamps[upTo(since, stamps.length - 1)] ?? 0
      await withModel(open, { log, projected, meanwhile }, async ({ friends }) => {
        expect(await friends.list({ user, since: from })).toEqual(new NaiveModel(log.entries).friends(user, from))
      })
    }
    const choices = fc.tuple(fraction, fraction, fraction)
    await fc.assert(fc.asyncProperty(arbitraryLog, fc.constantFrom(...everyone), choices, check), { numRuns: runs })
  })
}
