import type { JournalRecord, MessageRecord, UserId } from '@magpie-im/model'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Thread } from './conversations/thread.ts'
import { Retention } from './retention.ts'
import { Horizon } from './sync/horizon.ts'
import { SyncWindow } from './sync/sync-window.ts'
import { ann, ben, cleo, silent, Writers } from './testing/writers.fixture.ts'

const users = [ann, ben, cleo] as const
const user = fc.constantFrom(...users)
const back = fc.nat(4)

type Deed = (writers: Writers) => Promise<unknown>

const deed: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.tuple(user, user).map(
      ([a, b]): Deed =>
        (writers) =>
          writers.say(a, b, 'hi'),
    ),
  },
  {
    weight: 4,
    arbitrary: user.map(
      (a): Deed =>
        (writers) =>
          writers.tell(a, 'club', 'hi'),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(user, fc.boolean()).map(
      ([a, counted]): Deed =>
        (writers) =>
          writers.notify(ann, a, 'n', { counted }),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(user, fc.nat(), back).map(
      ([a, which, back]): Deed =>
        (writers) =>
          mark(writers, a, which, back),
    ),
  },
  {
    weight: 4,
    arbitrary: fc.tuple(user, fc.nat(), back, fc.constantFrom('revoke', 'override', 'delete'), fc.boolean()).map(
      ([a, which, back, action, operator]): Deed =>
        (writers) => {
          const thread = threadAt(writers, which)
          const seqId = seqIdAt(writers, thread, back)
          return writers.controlMessage.control({ user: operator ? undefined : a, thread, seqId, action, body: 'x', requestId: '' })
        },
    ),
  },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 1, max: 4 }).map(
      (messages): Deed =>
        (writers) =>
          expire(writers, messages),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(user, fc.nat()).map(
      ([a, which]): Deed =>
        (writers) =>
          writers.removeConversation.remove({ user: a }, threadAt(writers, which)),
    ),
  },
)

it('unread is what the log says, whatever is sent, read, taken back, deleted, expired or removed from the list (I6)', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { maxLength: 40, size: 'max' }), async (deeds) => {
      const writers = await Writers.withFriends(...users)
      await writers.createGroup.create({ user: ann }, { id: 'club', name: '', members: users })
      await writers.grantRights.grant('test', { user: ann, right: 'notify', conversation: undefined })
      for (const one of deeds) await Promise.resolve(writers).then(one).catch(refusalOnly)
      for (const reader of users) expect(await listed(writers, reader)).toEqual(naive(writers, reader))
    }),
    { numRuns: 150 },
  )
})

async function listed(writers: Writers, reader: UserId): Promise<Record<number, number>> {
  const asOf = new SyncWindow(new Horizon(writers.journal, writers.state.stamps).now)
  const { items } = await writers.readModel.conversations.list({ user: reader, after: 0, limit: 100, asOf })
  return Object.fromEntries(items.filter(({ unread }) => unread > 0).map(({ conversation, unread }) => [conversation, unread]))
}

/** Counts every message by what the records say of it. */
function naive({ records, state }: Writers, reader: UserId): Record<number, number> {
  const unread: Record<number, number> = {}
  for (const message of records) {
    if (message.type !== 'message' || !message.counted) continue
    // A notice is from its application, even if one gives it to oneself.
    if (message.sender === reader && message.audience !== 'notice') continue
    const thread = state.thread(message.conversation)
    if (!thread?.has(reader) || isGone(records, message, reader)) continue
    if (message.seq <= Math.max(thread.readMarkOf(reader).seq, thread.expired.seq) || isRemoved(records, message, reader)) continue
    unread[message.conversation] = (unread[message.conversation] ?? 0) + 1
  }
  return unread
}

function isGone(records: readonly JournalRecord[], { conversation, seq }: MessageRecord, reader: UserId): boolean {
  return records.some(
    (record) =>
      record.type === 'message-control' &&
      record.conversation === conversation &&
      record.target.seq === seq &&
      record.action !== 'override' &&
      (record.only ?? reader) === reader,
  )
}

/** Not in the list until something that he may see is written behind it. */
function isRemoved(records: readonly JournalRecord[], { conversation }: MessageRecord, reader: UserId): boolean {
  const removals = records.filter(
    (record) => record.type === 'list-removal' && record.conversation === conversation && record.user === reader,
  )
  const upTo = Math.max(0, ...removals.map((record) => (record.type === 'list-removal' ? record.seq : 0)))
  if (removals.length === 0) return false
  const expired = Math.max(
    0,
    ...records.map((record) => (record.type === 'expiry' && record.conversation === conversation ? record.seq : 0)),
  )
  return !records.some(
    (record) =>
      record.type === 'message' &&
      record.conversation === conversation &&
      record.seq > Math.max(upTo, expired) &&
      !isDeleted(records, record, reader),
  )
}

function isDeleted(records: readonly JournalRecord[], { conversation, seq }: MessageRecord, reader: UserId): boolean {
  return records.some(
    (record) =>
      record.type === 'message-control' &&
      record.conversation === conversation &&
      record.target.seq === seq &&
      record.action === 'delete' &&
      (record.only ?? reader) === reader,
  )
}

function threadAt({ state }: Writers, which: number): Thread {
  const threads = [...state.threads()]
  const thread = threads[which % threads.length]
  if (thread === undefined) throw new Error('there is always the club')
  return thread
}

/** Of one of the newest messages of a conversation. */
function seqIdAt({ messages }: Writers, { id }: Thread, back: number): number {
  return messages.filter(({ conversation }) => conversation === id).at(-1 - back)?.seqId ?? 1
}

function mark(writers: Writers, reader: UserId, which: number, back: number): Promise<void> {
  const thread = threadAt(writers, which)
  return writers.markRead.markRead({ user: reader }, thread, seqIdAt(writers, thread, back))
}

function expire({ journal, state, clock, readModel }: Writers, messages: number): Promise<void> {
  const keep = { days: 0, messages }
  return new Retention({
    journal,
    state,
    clock,
    history: readModel.history,
    log: silent,
    keep: { single: keep, group: keep, notice: keep },
  }).pass()
}

function refusalOnly(error: unknown): void {
  expect(error).toHaveProperty('retry')
}
