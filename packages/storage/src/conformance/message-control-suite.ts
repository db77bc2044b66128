import type { AsOf, ConversationId, UserId } from '@magpie-im/model'
import { expect, it } from 'vitest'
import type { ReadModel } from '../read-model.ts'
import { everyWatermark, type OpenStore } from './opened.ts'
import { ann, app, bob, carol, TestLog } from './test-log.ts'

const now: AsOf = { position: Number.MAX_SAFE_INTEGER, stamp: Number.MAX_SAFE_INTEGER, newest: new Map(), readMarks: new Map() }

const listOf = async ({ conversations }: ReadModel, user: UserId, asOf = now) =>
  (await conversations.list({ user, after: 0, limit: 100, asOf })).items

const pageOf = ({ history }: ReadModel, conversation: ConversationId, reader: UserId | undefined, limit = 9) =>
  history.page({ conversation, reader, upTo: Number.MAX_SAFE_INTEGER, limit })

/** What every read model does with messages that were revoked, replaced, deleted or expired, and with notices and removals, wherever the watermark is. */
export function messageControlSuite({ open }: { readonly open: OpenStore }): void {
  it('shows a revoked message without its content, counts it no more and moves the conversation', async () => {
    const log = new TestLog()
    const message = log.says(ann, bob, { push: { title: 'ann', summary: 'secret', url: '' } })
    log.cut()
    log.says(ann, bob)
    log.cut()
    const { stamp } = log.controls(message, 'revoke')
    log.cut()
    await everyWatermark(open, log, async (model) => {
      expect(await listOf(model, bob)).toMatchObject([{ stamp, unread: 1, newest: { seq: 2, state: 'normal' } }])
      const [, revoked] = await pageOf(model, message.conversation, bob)
      expect(revoked).toMatchObject({ seq: 1, state: 'revoked', body: '', push: undefined, clientMessageId: message.clientMessageId })
    })
  })

  it('shows what the last override says, which changes neither unread nor order', async () => {
    const log = new TestLog()
    const message = log.says(ann, bob)
    log.cut()
    log.controls(message, 'override', { body: 'second words' })
    log.cut()
    log.controls(message, 'override', { body: 'third words' })
    log.cut()
    await everyWatermark(open, log, async (model) => {
      const replaced = { seq: 1, state: 'replaced', body: 'third words' }
      expect(await listOf(model, bob)).toMatchObject([{ unread: 1, newest: replaced }])
      expect(await pageOf(model, message.conversation, bob)).toMatchObject([replaced])
    })
  })

  it('shows nobody what is deleted for all, whatever is done to it later, and the message before as the newest', async () => {
    const log = new TestLog()
    log.says(ann, bob)
    const second = log.says(ann, bob)
    log.cut()
    const third = log.says(ann, bob)
    log.controls(third, 'delete')
    log.cut()
    log.controls(second, 'delete')
    log.controls(third, 'override', { body: 'too late' })
    log.cut()
    await everyWatermark(open, log, async (model) => {
      expect(await listOf(model, bob)).toMatchObject([{ unread: 1, newest: { seq: 1 } }])
      expect(await listOf(model, ann)).toMatchObject([{ unread: 0, newest: { seq: 1 } }])
      for (const reader of [ann, bob, undefined]) {
        expect(await pageOf(model, second.conversation, reader, 2)).toMatchObject([{ seq: 1 }])
      }
    })
  })

  it('hides from one user alone what he deleted, and takes it from his unread and his list', async () => {
    const log = new TestLog()
    const first = log.says(ann, bob)
    log.cut()
    const second = log.says(ann, bob)
    log.controls(first, 'delete', { only: bob })
    log.cut()
    await everyWatermark(open, log, async (model) => {
      expect(await listOf(model, bob)).toMatchObject([{ unread: 1, newest: { seq: 2 } }])
      expect((await pageOf(model, first.conversation, bob)).map(({ seq }) => seq)).toEqual([2])
      expect((await pageOf(model, first.conversation, ann)).map(({ seq }) => seq)).toEqual([2, 1])
    })
    log.controls(second, 'delete', { only: bob })
    log.cut()
    await everyWatermark(open, log, async (model) => {
      expect(await listOf(model, bob)).toEqual([])
      expect(await listOf(model, ann)).toMatchObject([{ newest: { seq: 2 } }])
    })
  })

  it('moves a group in the list by the last of what was done to its messages, for all or for one', async () => {
    const log = new TestLog()
    for (const user of [ann, bob]) log.joins(user)
    const [first, second] = [log.tells(ann), log.tells(ann)]
    if (!first || !second) throw new Error('ann is in the group')
    log.controls(second, 'revoke')
    log.cut()
    const { stamp } = log.controls(first, 'delete', { only: bob })
    log.cut()
    await everyWatermark(open, log, async (model) => {
      expect(await listOf(model, bob)).toMatchObject([{ stamp, newest: { seq: 2, state: 'revoked' } }])
    })
  })

  it('fills a page although messages in it are deleted', async () => {
    const log = new TestLog()
    const sent = [1, 2, 3, 4, 5].map(() => {
      const message = log.says(ann, bob)
      log.cut()
      return message
    })
    for (const at of [4, 2]) {
      const message = sent[at]
      if (message) log.controls(message, 'delete', { only: bob })
      log.cut()
    }
    await everyWatermark(open, log, async (model) => {
      const page = await pageOf(model, log.conversation(ann, bob), bob, 2)
      expect(page.map(({ seq }) => seq)).toEqual([4, 2])
    })
  })

  it('tells the members of a group what was revoked, and counts it out once for him who deleted it too', async () => {
    const log = new TestLog()
    for (const user of [ann, bob, carol]) log.joins(user)
    log.cut()
    const first = log.tells(ann)
    log.tells(ann)
    log.cut()
    if (!first) throw new Error('ann is a member')
    const { stamp } = log.controls(first, 'revoke')
    log.cut()
    log.controls(first, 'delete', { only: bob })
    log.cut()
    await everyWatermark(open, log, async (model) => {
      expect(await listOf(model, bob)).toMatchObject([{ unread: 1, newest: { seq: 2 } }])
      expect(await listOf(model, carol)).toMatchObject([{ stamp, unread: 1, newest: { seq: 2 } }])
      expect((await pageOf(model, log.group, bob)).map(({ seq }) => seq)).toEqual([2])
    })
  })

  it('shows as it is now what became of a message, whatever the moment that is asked for', async () => {
    const log = new TestLog()
    const message = log.says(ann, bob)
    log.cut()
    const asOf = { ...now, position: log.end, stamp: message.stamp }
    log.controls(message, 'revoke')
    log.cut()
    await everyWatermark(open, log, async (model) => {
      expect(await listOf(model, bob, asOf)).toMatchObject([{ unread: 0, newest: { seq: 1, state: 'revoked', body: '' } }])
    })
  })

  it('neither shows nor counts what is expired, and leaves the read mark where it is', async () => {
    const log = new TestLog()
    const sent = [1, 2, 3].map(() => log.says(ann, bob))
    log.hasRead(bob, ann, 1)
    log.cut()
    const [, second, third] = sent
    if (second) log.expires(second)
    log.cut()
    await everyWatermark(open, log, async (model) => {
      expect(await listOf(model, bob)).toMatchObject([{ unread: 1, readMark: { seq: 1 }, newest: { seq: 3 } }])
      expect((await pageOf(model, log.conversation(ann, bob), bob)).map(({ seq }) => seq)).toEqual([3])
    })
    if (third) log.expires(third)
    log.cut()
    await everyWatermark(open, log, async (model) => expect(await listOf(model, bob)).toEqual([]))
    log.says(ann, bob)
    log.cut()
    await everyWatermark(open, log, async (model) => expect(await listOf(model, bob)).toMatchObject([{ unread: 1, newest: { seq: 4 } }]))
  })

  it('lists notices for the user alone, from the application, and counts those that are to count', async () => {
    const log = new TestLog()
    log.notifies(ann, bob)
    log.cut()
    log.notifies(carol, bob, { counted: false })
    log.notifies(bob, bob)
    log.cut()
    await everyWatermark(open, log, async (model) => {
      expect(await listOf(model, bob)).toMatchObject([{ audience: 'notice', peer: app, unread: 2, newest: { seq: 3 } }])
      expect(await listOf(model, ann)).toEqual([])
      expect(await listOf(model, carol)).toEqual([])
    })
  })

  it('lists a conversation that was removed again when there is a newer message, with all that is unread', async () => {
    const log = new TestLog()
    log.joins(ann)
    log.joins(bob)
    const [told, said] = [log.tells(ann), log.says(ann, bob)]
    log.cut()
    for (const message of [told, said]) if (message) log.removes(bob, message)
    log.cut()
    await everyWatermark(open, log, async (model) => {
      expect(await listOf(model, bob)).toEqual([])
      expect(await listOf(model, ann)).toHaveLength(2)
    })
    log.tells(ann)
    log.says(ann, bob)
    log.cut()
    await everyWatermark(open, log, async (model) => {
      expect(await listOf(model, bob)).toMatchObject([
        { audience: 'group', unread: 2 },
        { audience: 'single', unread: 2 },
      ])
    })
  })
}
