import type { AsOf, ConversationList, ListedConversation, Position, UserId } from '@magpie-im/model'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { arbitraryLog, fraction, upTo } from './arbitrary-log.ts'
import { NaiveModel, plainItem } from './naive.ts'
import { everyWatermark, type OpenStore, withModel } from './opened.ts'
import { ann, bob, carol, dave, everyone, TestLog } from './test-log.ts'

const now: AsOf = { position: Number.MAX_SAFE_INTEGER, stamp: Number.MAX_SAFE_INTEGER, newest: new Map(), readMarks: new Map() }

/** What every conversation list does, wherever the watermark is. */
export function conversationListSuite(options: { readonly open: OpenStore; readonly runs?: number }): void {
  const { open, runs = 200 } = options
  const listAll = (list: ConversationList, user: UserId, asOf = now) => list.list({ user, after: 0, limit: 100, asOf })

  it('lists a conversation for both members, unread for the one who was written to', async () => {
    const log = new TestLog()
    log.says(ann, bob)
    log.cut()
    log.says(ann, bob)
    log.cut()
    await everyWatermark(open, log, async ({ conversations }) => {
      expect(await listAll(conversations, ann)).toMatchObject({ items: [{ peer: bob, unread: 0, newest: { seq: 2 } }], more: false })
      expect(await listAll(conversations, bob)).toMatchObject({ items: [{ peer: ann, unread: 2, newest: { seq: 2 } }], more: false })
      expect(await listAll(conversations, carol)).toEqual({ items: [], more: false })
    })
  })

  it('counts what came after the read mark, and not what does not count', async () => {
    const log = new TestLog()
    for (const counted of [true, true, false, true]) {
      log.says(ann, bob, { counted })
      log.cut()
    }
    log.hasRead(bob, ann, 1)
    log.cut()
    log.says(bob, ann)
    log.cut()
    await everyWatermark(open, log, async ({ conversations }) => {
      expect(await listAll(conversations, bob)).toMatchObject({ items: [{ unread: 2, readMark: { seq: 1 } }] })
      expect(await listAll(conversations, ann)).toMatchObject({ items: [{ unread: 1, readMark: { seq: 0, seqId: 0 } }] })
    })
  })

  it('moves a conversation to the end of the list of him who has read it, and of nobody else', async () => {
    const log = new TestLog()
    log.says(bob, ann)
    log.says(carol, ann)
    log.cut()
    log.says(bob, carol)
    log.hasRead(ann, bob)
    log.cut()
    await everyWatermark(open, log, async ({ conversations }) => {
      expect((await listAll(conversations, ann)).items.map((item) => item.peer)).toEqual([carol, bob])
      expect((await listAll(conversations, bob)).items.map((item) => item.peer)).toEqual([ann, carol])
    })
  })

  it('lists nobody for being a friend, having a label or a conversation', async () => {
    const log = new TestLog()
    log.befriends(ann, bob)
    log.append({ type: 'alias', stamp: 2_000_000, user: ann, conversation: log.conversation(ann, bob), label: 'mine' })
    log.cut()
    await everyWatermark(open, log, async ({ conversations }) => {
      expect((await listAll(conversations, ann)).items).toEqual([])
    })
  })

  it('shows what a user keeps about a conversation to him alone, and moves it to the end of his list', async () => {
    const log = new TestLog()
    log.says(bob, ann)
    log.cut()
    log.says(carol, ann)
    log.keeps(ann, bob, 'TOP', '1')
    log.cut()
    const stamp = log.keeps(ann, bob, 'NOTE', 'school')
    log.cut()
    await everyWatermark(open, log, async ({ conversations }) => {
      const { items } = await listAll(conversations, ann)
      const kept = new Map(Object.entries({ TOP: '1', NOTE: 'school' }))
      expect(items).toMatchObject([{ peer: carol }, { peer: bob, stamp, unread: 1, newest: { seq: 1 } }])
      expect(items.map(({ attributes }) => attributes)).toEqual([new Map(), kept])
      expect((await listAll(conversations, bob)).items.map(({ attributes }) => attributes)).toEqual([new Map()])
    })
  })

  it('lists a conversation without messages for nobody, and shows what was kept about it once it has one', async () => {
    const log = new TestLog()
    log.keeps(ann, bob, 'TOP', '1')
    log.cut()
    await everyWatermark(open, log, async ({ conversations }) => expect((await listAll(conversations, ann)).items).toEqual([]))

    const { stamp } = log.says(bob, ann)
    log.cut()
    await everyWatermark(open, log, async ({ conversations }) => {
      expect((await listAll(conversations, ann)).items).toMatchObject([{ peer: bob, stamp, attributes: new Map([['TOP', '1']]) }])
    })
  })

  it('answers as of a moment: no later message, mark or conversation', async () => {
    const log = new TestLog()
    log.says(bob, ann)
    log.cut()
    const moment = log.end
    log.says(bob, ann)
    log.hasRead(ann, bob)
    log.says(dave, ann)
    log.cut()
    await everyWatermark(open, log, async ({ conversations }) => {
      const { items } = await listAll(conversations, ann, new NaiveModel(log.entries).asOf(ann, moment))
      expect(items).toMatchObject([{ peer: bob, unread: 1, readMark: { seq: 0 }, newest: { seq: 1 } }])
    })
  })

  it('believes the moment where it names a conversation, even against what lies before its position', async () => {
    const log = new TestLog()
    log.says(bob, ann)
    log.cut()
    const earlier = new NaiveModel(log.entries).asOf(ann, log.end)
    const conversation = log.conversation(ann, bob)
    const { newest, readMarks } = { newest: new Map([[conversation, 1]]), readMarks: new Map([[conversation, { seq: 0, seqId: 0 }]]) }
    log.says(bob, ann)
    log.hasRead(ann, bob)
    log.says(carol, ann)
    log.cut()
    const asOf = { ...earlier, position: log.end, newest: newest.set(log.conversation(ann, carol), 0), readMarks }
    await everyWatermark(open, log, async ({ conversations }) => {
      expect((await listAll(conversations, ann, asOf)).items).toMatchObject([
        { peer: bob, unread: 1, readMark: { seq: 0 }, newest: { seq: 1 } },
      ])
    })
  })

  it('gives every conversation in pages, each after the stamp of the last', async () => {
    const log = new TestLog()
    for (const peer of [bob, carol, dave, bob]) {
      log.says(peer, ann)
      log.cut()
    }
    await everyWatermark(open, log, async ({ conversations }) => {
      const { items, pages } = await inPages(conversations, { user: ann, limit: 1, asOf: now })
      expect(items.map((item) => item.peer)).toEqual([carol, dave, bob])
      expect(pages).toBe(3)
    })
  })

  it('fills no page with later conversations when the tail touched an earlier one after the moment', async () => {
    const log = new TestLog()
    const first = log.says(bob, ann)
    log.joins(ann)
    const second = log.tells(ann)
    log.says(carol, ann)
    log.says(dave, ann)
    log.cut()
    const moment = log.end
    log.controls(first, 'revoke')
    log.joins(bob)
    log.tells(bob)
    log.cut()
    const asOf = new NaiveModel(log.entries).asOf(ann, moment)
    const pages = [
      { after: 0, peer: bob },
      { after: first.stamp, peer: second?.recipient },
      { after: second?.stamp ?? 0, peer: carol },
    ]
    for (const { after, peer } of pages) {
      await withModel(open, { log, projected: 1 }, async ({ conversations }) => {
        expect(await conversations.list({ user: ann, after, limit: 1, asOf })).toMatchObject({ items: [{ peer }], more: true })
      })
    }
  })

  it('lists a group for its members, unread from where each joined and read', async () => {
    const log = new TestLog()
    log.joins(ann)
    log.joins(bob)
    log.cut()
    log.tells(ann)
    log.tells(bob)
    log.cut()
    log.joins(carol)
    log.tells(ann)
    log.cut()
    log.hasReadGroup(bob, 2)
    log.leaves(ann)
    log.cut()
    await everyWatermark(open, log, async ({ conversations }) => {
      expect((await listAll(conversations, ann)).items).toEqual([])
      expect(await listAll(conversations, bob)).toMatchObject({ items: [{ audience: 'group', unread: 1, readMark: { seq: 2 } }] })
      expect(await listAll(conversations, carol)).toMatchObject({ items: [{ unread: 1, readMark: { seq: 2 }, newest: { seq: 3 } }] })
      expect((await listAll(conversations, dave)).items).toEqual([])
    })
  })

  it('answers as the whole log read at that moment would', async () => {
    const query = fc.record({
      user: fc.constantFrom(...everyone),
      moment: fraction,
      limit: fc.integer({ min: 1, max: 4 }),
      after: fraction,
    })
    const setup = fc.record({ projected: fraction, meanwhile: fraction, maxBytes: fc.constantFrom(0, 2000, 1_000_000) })
    const check = async (log: TestLog, query: QueryChoice, { projected, meanwhile, maxBytes }: SetupChoice) => {
      const naive = new NaiveModel(log.entries)
      const position = momentOf(log, query.moment)
      const from = upTo(projected, log.batches.length)
      const place = { log, projected: from, meanwhile: from + upTo(meanwhile, log.batches.length - from), maxBytes }
      await withModel(open, place, async ({ conversations }, watermark) => {
        const asOf = naive.asOf(query.user, position)
        const all = naive.list(query.user, position, watermark)
        const after = [0, ...all.map((item) => item.stamp)][upTo(query.after, all.length)] ?? 0
        const expected = all.filter((item) => item.stamp > after)
        const { items, more } = await conversations.list({ user: query.user, after, limit: query.limit, asOf })
        expect(items.map(plainItem)).toEqual(expected.slice(0, query.limit))
        expect(more).toBe(expected.length > query.limit)
      })
    }
    await fc.assert(fc.asyncProperty(arbitraryLog, query, setup, check), { numRuns: runs })
  })

  it('skips no conversation when the watermark moves between the pages', async () => {
    const check = async (log: TestLog, user: UserId, moments: readonly number[]) => {
      const [moment = 0, ...places] = moments
      const position = momentOf(log, moment)
      const naive = new NaiveModel(log.entries)
      const seen = new Set<number>()
      const projected = places.map((place) => upTo(place, log.batches.length)).sort((a, b) => a - b)
      let after = 0
      for (let more = true; more; ) {
        const place = { log, projected: projected.shift() ?? log.batches.length }
        const page = await withModel(open, place, ({ conversations }) =>
          conversations.list({ user, after, limit: 1, asOf: naive.asOf(user, position) }),
        )
        for (const item of page.items) seen.add(item.conversation)
        after = page.items.at(-1)?.stamp ?? after
        more = page.more
      }
      expect([...seen].sort()).toEqual(
        naive
          .list(user, position, 0)
          .map((item) => item.conversation)
          .sort(),
      )
    }
    const moments = fc.array(fraction, { minLength: 1, maxLength: 4 })
    await fc.assert(fc.asyncProperty(arbitraryLog, fc.constantFrom(...everyone), moments, check), { numRuns: Math.ceil(runs / 4) })
  })
}

interface QueryChoice {
  readonly user: UserId
  readonly moment: number
  readonly limit: number
  readonly after: number
}

interface SetupChoice {
  readonly projected: number
  readonly meanwhile: number
  readonly maxBytes: number
}

/** Before everything, at a record or at the end of a batch. */
function momentOf(log: TestLog, choice: number): Position {
  const moments = [0, ...log.entries.map((entry) => entry.position), ...log.batches.map((batch) => batch.end)].sort((a, b) => a - b)
  return moments[upTo(choice, moments.length - 1)] ?? 0
}

async function inPages(list: ConversationList, query: { readonly user: UserId; readonly limit: number; readonly asOf: AsOf }) {
  const items: ListedConversation[] = []
  for (let pages = 1; ; pages++) {
    const page = await list.list({ ...query, after: items.at(-1)?.stamp ?? 0 })
    items.push(...page.items)
    if (!page.more) return { items, pages }
  }
}
