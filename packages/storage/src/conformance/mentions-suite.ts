import type { ConversationId, MessageRecord, UnreadPart, UserId } from '@magpie-im/model'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { ReadModel } from '../read-model.ts'
import { arbitraryLog, fraction, upTo } from './arbitrary-log.ts'
import { NaiveModel } from './naive.ts'
import { everyWatermark, type OpenStore, withModel } from './opened.ts'
import { ann, bob, carol, everyone, TestLog } from './test-log.ts'

type Sent = MessageRecord

const all = { links: { mentions: { users: [], all: true } } } as const
const of = (...users: readonly UserId[]) => ({ links: { mentions: { users } } })

/** What every read model knows of who mentioned whom, wherever the watermark is. */
export function mentionsSuite({ open, runs = 200 }: { readonly open: OpenStore; readonly runs?: number }): void {
  it('names the newest message that mentions a reader, by name or with everybody, and never his own', async () => {
    const log = inGroup()
    const byName = log.tells(ann, of(bob))
    log.cut()
    const withAll = log.tells(bob, all)
    log.tells(ann, of(carol))
    log.cut()
    log.tells(ann)
    log.cut()
    await everyWatermark(open, log, async (model) => {
      expect(await newestOf(model, log.group, ann)).toEqual(placeOf(withAll))
      expect(await newestOf(model, log.group, bob)).toEqual(placeOf(byName))
      expect(await newestOf(model, log.group, carol)).toMatchObject({ seq: 3 })
    })
  })

  it('looks only at the part it is asked about', async () => {
    const log = inGroup()
    const [first, second] = [log.tells(ann, of(bob)), log.tells(ann, of(bob))]
    log.cut()
    log.tells(ann, of(bob))
    log.cut()
    await everyWatermark(open, log, async (model) => {
      expect(await newestOf(model, log.group, bob, { upTo: 2 })).toEqual(placeOf(second))
      expect(await newestOf(model, log.group, bob, { upTo: 1 })).toEqual(placeOf(first))
      expect(await newestOf(model, log.group, bob, { above: 1, upTo: 1 })).toBeUndefined()
      expect(await newestOf(model, log.group, bob, { above: 3 })).toBeUndefined()
    })
  })

  it('knows nothing of what is revoked, deleted for all or by the reader, expired or does not count', async () => {
    const log = inGroup()
    const sent = Array.from({ length: 6 }, () => log.tells(ann, of(bob, carol)) as Sent) // as: ann is in the group
    log.tells(ann, { ...of(bob), counted: false })
    log.cut()
    const [expired, kept, early, hidden, deleted, revoked] = sent as [Sent, Sent, Sent, Sent, Sent, Sent] // as: there are six
    log.controls(revoked, 'revoke')
    log.controls(early, 'revoke')
    log.cut()
    log.controls(deleted, 'delete')
    log.controls(hidden, 'delete', { only: bob })
    log.expires(expired)
    log.cut()
    await everyWatermark(open, log, async (model) => {
      expect(await newestOf(model, log.group, bob)).toEqual(placeOf(kept))
      expect(await newestOf(model, log.group, carol)).toEqual(placeOf(hidden))
      expect(await newestOf(model, log.group, bob, { upTo: 1 })).toBeUndefined()
    })
  })

  it('believes an override that says again whom a message mentions', async () => {
    const log = inGroup()
    // As it is in the journal once its content was compacted away.
    const compacted = log.tells(ann) as Sent // as: ann is in the group
    log.cut()
    log.controls(compacted, 'delete', { only: carol })
    log.cut()
    log.controls(compacted, 'override', { body: 'better', ...of(bob, carol) })
    log.cut()
    await everyWatermark(open, log, async (model) => {
      expect(await newestOf(model, log.group, bob)).toEqual(placeOf(compacted))
      expect(await newestOf(model, log.group, carol)).toBeUndefined()
    })
  })

  it('knows nothing of what is expired while very many rows are still to be removed', async () => {
    const log = inGroup()
    const sent = Array.from({ length: 2100 }, () => log.tells(ann, of(bob)) as Sent) // as: ann is in the group
    log.cut()
    log.expires(sent.at(-1) as Sent) // as: there are many
    log.cut()
    await everyWatermark(open, log, async (model) => {
      expect(await newestOf(model, log.group, bob, { upTo: 9999 })).toBeUndefined()
    })
  })

  it('answers as the whole log would, of every conversation of a list', async () => {
    const choice = fc.record({ user: fc.constantFrom(...everyone), moment: fraction, projected: fraction, meanwhile: fraction })
    const check = async (log: TestLog, { user, moment, projected, meanwhile }: typeof choice extends fc.Arbitrary<infer T> ? T : never) => {
      const naive = new NaiveModel(log.entries)
      const position = log.entries[upTo(moment, log.entries.length - 1)]?.position ?? 0
      const from = upTo(projected, log.batches.length)
      const place = { log, projected: from, meanwhile: from + upTo(meanwhile, log.batches.length - from) }
      await withModel(open, place, async (model) => {
        const { items } = await model.conversations.list({ user, after: 0, limit: 100, asOf: naive.asOf(user, position) })
        const parts = items.map(({ conversation, readMark, newest }) => ({ conversation, above: readMark.seq, upTo: newest?.seq ?? 0 }))
        const expected = items.flatMap(({ conversation }) => {
          const found = naive.mentioned(user, conversation, position)
          return found ? [[conversation, found] as const] : []
        })
        expect(await model.unreadMentions.newest({ reader: user, parts })).toEqual(new Map(expected))
      })
    }
    await fc.assert(fc.asyncProperty(arbitraryLog, choice, check), { numRuns: runs })
  })
}

function inGroup(): TestLog {
  const log = new TestLog()
  for (const user of [ann, bob, carol]) log.joins(user)
  log.cut()
  return log
}

async function newestOf(model: ReadModel, conversation: ConversationId, reader: UserId, part: Partial<UnreadPart> = {}) {
  const parts = [{ conversation, above: 0, upTo: 99, ...part }]
  return (await model.unreadMentions.newest({ reader, parts })).get(conversation)
}

function placeOf(message: MessageRecord | undefined) {
  return message && { seq: message.seq, seqId: message.seqId }
}
