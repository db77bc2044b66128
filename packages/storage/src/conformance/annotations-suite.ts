import type { GivenReaction, MessageRecord, UserId } from '@magpie-im/model'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { everyWatermark, type OpenStore } from './opened.ts'
import { ann, bob, carol, everyone, TestLog } from './test-log.ts'

const all = { emoji: undefined, after: undefined, limit: 99 }

/** What every read model does with reactions and pins, wherever the watermark is. */
export function annotationsSuite({ open }: { readonly open: OpenStore }): void {
  it('counts reactions by message and emoji, says which are one’s own, and forgets those that were taken back', async () => {
    const log = new TestLog()
    const [first, second] = [log.says(ann, bob), log.says(ann, bob)]
    log.cut()
    log.reacts(bob, first, '👍')
    const { stamp: since } = log.reacts(bob, second, '❤')
    log.cut()
    log.reacts(ann, first, '👍')
    log.reacts(bob, first, '👍', false)
    log.reacts(ann, second, '👍')
    log.reacts(ann, second, '👍', false)
    log.cut()
    const { conversation, seq } = first
    await everyWatermark(open, log, async ({ annotations }) => {
      expect(await annotations.reactionCounts({ conversation, reader: ann, from: 1, to: 9 })).toMatchObject([
        { seq: 1, emoji: '👍', count: 1, mine: true },
        { seq: 2, emoji: '❤', count: 1, mine: false, since },
      ])
      expect(await annotations.reactionCounts({ conversation, reader: bob, from: 2, to: 2 })).toMatchObject([{ emoji: '❤', mine: true }])
      expect(await annotations.reactions({ conversation, seq, ...all })).toMatchObject([{ user: ann, emoji: '👍' }])
    })
  })

  it('lists who reacted in pages, in the order of emojis and users, of one emoji or of all', async () => {
    const log = new TestLog()
    const message = log.says(ann, bob)
    for (const user of [carol, ann, bob]) for (const emoji of ['😀', '❤']) log.reacts(user, message, emoji)
    log.cut()
    log.reacts(ann, message, '❤', false)
    log.cut()
    const { conversation, seq } = message
    const inOrder = ['❤ bob', '❤ carol', '😀 ann', '😀 bob', '😀 carol']
    await everyWatermark(open, log, async ({ annotations }) => {
      const pages: GivenReaction[] = []
      for (let after: GivenReaction | undefined; ; after = pages.at(-1)) {
        const page = await annotations.reactions({ conversation, seq, ...all, after, limit: 2 })
        pages.push(...page)
        if (page.length < 2) break
      }
      expect(pages.map(({ emoji, user }) => `${emoji} ${user}`)).toEqual(inOrder)
      const ofOne = await annotations.reactions({ conversation, seq, ...all, emoji: '😀', after: pages[2] })
      expect(ofOne.map(({ user }) => user)).toEqual([bob, carol])
    })
  })

  it('shows nothing on what is revoked, deleted for all or expired, and everything on what is overridden or deleted by one', async () => {
    const log = new TestLog()
    const sent = Array.from({ length: 5 }, () => log.says(ann, bob))
    for (const message of sent) {
      log.reacts(bob, message, '👍')
      log.pins(bob, message)
    }
    log.cut()
    const [old, revoked, deleted, overridden, hidden] = sent as [MessageRecord, MessageRecord, MessageRecord, MessageRecord, MessageRecord] // as: there are five
    log.controls(revoked, 'revoke')
    log.controls(overridden, 'override', { body: 'better' })
    log.cut()
    log.controls(deleted, 'delete')
    log.controls(hidden, 'delete', { only: bob })
    log.expires(old)
    log.cut()
    const { conversation } = old
    await everyWatermark(open, log, async ({ annotations }) => {
      expect((await annotations.reactionCounts({ conversation, reader: ann, from: 0, to: 9 })).map(({ seq }) => seq)).toEqual([4, 5])
      expect(await annotations.reactions({ conversation, seq: revoked.seq, ...all })).toEqual([])
      expect((await annotations.pins({ conversation })).map(({ seq }) => seq)).toEqual([5, 4])
    })
  })

  it('tells which messages are pinned, the last one first, and by whom', async () => {
    const log = new TestLog()
    const [first, second] = [log.says(ann, bob), log.says(ann, bob)]
    log.pins(bob, second)
    log.cut()
    const { stamp: at } = log.pins(ann, first)
    log.cut()
    log.pins(ann, second, false)
    log.cut()
    const { conversation, seq, seqId } = first
    await everyWatermark(open, log, async ({ annotations }) => {
      expect(await annotations.pins({ conversation })).toEqual([{ seq, seqId, by: ann, at }])
      expect(await annotations.pins({ conversation: log.conversation(ann, carol) })).toEqual([])
    })
  })

  it('answers as the whole log would, and the same when records are applied again', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40, size: 'max' }), async (steps) => {
        const { log, message, expected } = played(steps)
        const { conversation, seq } = message
        await everyWatermark(open, log, async ({ annotations }) => {
          const found = await annotations.reactions({ conversation, seq, ...all })
          expect(found.map(({ emoji, user }) => `${emoji} ${user}`).sort()).toEqual(expected)
          const counts = await annotations.reactionCounts({ conversation, reader: ann, from: seq, to: seq })
          expect(counts.reduce((sum, { count }) => sum + count, 0)).toBe(expected.length)
          expect(counts.filter(({ mine }) => mine)).toHaveLength(expected.filter((each) => each.endsWith(ann)).length)
        })
        const store = await open()
        for (const from of [0, 0, Math.floor(log.batches.length / 2)]) {
          for (const { entries, end } of log.batches.slice(from)) await store.apply(entries, end)
        }
        expect((await store.reactions({ conversation, seq, ...all })).found).toHaveLength(expected.length)
        const { found } = await store.reactionCounts({ conversation, reader: ann, from: seq, to: seq })
        expect(found.reduce((sum, { count }) => sum + count, 0)).toBe(expected.length)
        await store.close()
      }),
      { numRuns: 20 },
    )
  })
}

const step = fc.record({ user: fc.constantFrom(...everyone), emoji: fc.constantFrom('👍', '❤', '😀'), cuts: fc.boolean() })

/** Whoever reacts again takes it back. */
function played(steps: readonly { readonly user: UserId; readonly emoji: string; readonly cuts: boolean }[]) {
  const log = new TestLog()
  for (const user of everyone) log.joins(user)
  const message = log.tells(ann)
  if (message === undefined) throw new Error('ann is in the group')
  const shown = new Set<string>()
  for (const { user, emoji, cuts } of steps) {
    const one = `${emoji} ${user}`
    log.reacts(user, message, emoji, !shown.has(one))
    if (!shown.delete(one)) shown.add(one)
    if (cuts) log.cut()
  }
  log.cut()
  return { log, message, expected: [...shown].sort() }
}
