import { MemoryStore } from '@magpie-im/journal'
import type { Attribute, ConversationId, JournalRecord, UserId } from '@magpie-im/model'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { beginEpoch } from './begin-epoch.ts'
import { commit } from './commit.ts'
import { Retention } from './retention.ts'
import { ann, ben, cleo, silent, Writers } from './testing/writers.fixture.ts'

const users = [ann, ben, cleo] as const
const user = fc.constantFrom(...users)
const label = fc.constantFrom('', 'a', 'b')
const attribute = fc.record({ name: fc.constantFrom('REMARK', 'LABEL', 'TOP'), value: fc.constantFrom('1', '2', '3') })

interface Command {
  /** The next command comes when this one is done. */
  readonly waits?: true
  readonly run: (writers: Writers) => unknown
}

const does = (run: Command['run']): Command => ({ run })

/** Things that happen to a server, most of them at once. Refusals are part of life; only crashes are not. */
const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.tuple(user, user, label).map(([from, to, label]) => does((writers) => writers.say(from, to, 'hi', { label }))),
  },
  { weight: 2, arbitrary: fc.tuple(user, user).map(([a, b]) => does((writers) => a !== b && writers.befriend(a, b))) },
  { weight: 2, arbitrary: fc.tuple(user, user, fc.nat(3)).map(([a, b, back]) => does((writers) => markRead(writers, a, b, back))) },
  { weight: 2, arbitrary: fc.tuple(user, user).map(([a, b]) => does((writers) => writers.removeFriend.removeFriends(a, [b]))) },
  {
    weight: 2,
    arbitrary: fc.tuple(user, user, attribute).map(([a, b, kept]) => does((writers) => writers.friendAttributes.set(a, b, kept))),
  },
  { weight: 2, arbitrary: fc.tuple(user, user, attribute).map(([a, b, kept]) => does((writers) => keep(writers, a, b, kept))) },
  { weight: 1, arbitrary: fc.tuple(user, user).map(([a, b]) => does((writers) => writers.blockUser.block(a, b))) },
  { weight: 1, arbitrary: fc.tuple(user, user).map(([a, b]) => does((writers) => writers.blockUser.unblock(a, b))) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(user, fc.bigInt({ min: -3n, max: 3n }))
      .map(([a, birthday]) => does(({ updateProfile }) => updateProfile.update(a, { birthday }))),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(user, user, fc.boolean()).map(([a, b, counted]) => does((writers) => writers.notify(a, b, 'n', { counted }))),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(user, fc.boolean()).map(([a, granted]) => does((writers) => entitle(writers, a, granted))),
  },
  { weight: 2, arbitrary: fc.tuple(user, user, fc.nat(3)).map(([a, b, back]) => does((writers) => revoke(writers, a, b, back))) },
  {
    weight: 1,
    arbitrary: fc.tuple(user, fc.boolean()).map(([a, until]) => does(({ muteUser }) => muteUser.mute('test', a, until ? 1 : 0))),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom('bad', 'worse'), fc.constantFrom('refuse', 'replace', undefined))
      .map(([word, action]) => does(({ changeBlockedWord }) => changeBlockedWord.change('test', word, action))),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('anyone', 'friends', undefined)
      .map((value) => does(({ journal, state }) => commit(journal, [state.changedSettings.change('chat.policy', value)]))),
  },
  { weight: 1, arbitrary: fc.nat(3).map((messages) => does((writers) => expireAll(writers, messages))) },
  { weight: 4, arbitrary: user.map((sender) => does((writers) => writers.tell(sender, 'club', 'hi'))) },
  { weight: 2, arbitrary: fc.tuple(user, user).map(([by, who]) => does((writers) => writers.joinGroup.join({ user: by }, 'club', [who]))) },
  {
    weight: 2,
    arbitrary: fc.tuple(user, user).map(([by, who]) => does((writers) => writers.leaveGroup.leave({ user: by }, 'club', [who]))),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(user, user).map(([by, to]) => does((writers) => writers.transferGroup.transfer({ user: by }, 'club', to))),
  },
  { weight: 2, arbitrary: fc.tuple(user, fc.nat(3)).map(([who, back]) => does((writers) => readClub(writers, who, back))) },
  { weight: 1, arbitrary: fc.tuple(user, fc.boolean()).map(([by, ends]) => does((writers) => refound(writers, by, ends))) },
  { weight: 1, arbitrary: fc.constant(does((writers) => writers.journal.checkpoint(writers.state.snapshot()))) },
  { weight: 1, arbitrary: fc.integer({ min: -5000, max: 5000 }).map((ms) => does((writers) => writers.clock.jump(ms))) },
  {
    weight: 1,
    arbitrary: fc.constant({
      waits: true,
      run: (writers: Writers) => beginEpoch(writers, { at: writers.clock.now(), position: 0 }),
    } as const),
  },
  { weight: 1, arbitrary: fc.constant(does((writers) => writers.journal.fail())) },
  { weight: 3, arbitrary: fc.constant({ waits: true, run: healed } as const) },
)

async function readClub(writers: Writers, user: UserId, back: number): Promise<void> {
  const club = writers.state.groups.get('club')
  await writers.markRead.markRead({ user }, club, club.last.seqId - back)
}

function entitle({ grantRights }: Writers, user: UserId, granted: boolean): Promise<void> {
  const grant = { user, right: 'notify', conversation: undefined } as const
  return granted ? grantRights.grant('test', grant) : grantRights.revoke('test', grant)
}

async function revoke(writers: Writers, user: UserId, peer: UserId, back: number): Promise<void> {
  const thread = writers.state.conversations.find(user, peer)
  if (thread === undefined) return
  const seqId = thread.durable.seqId - back
  await writers.controlMessage.control({ user, thread, seqId, action: 'revoke', body: '', requestId: '' })
}

function expireAll({ journal, state, clock, readModel }: Writers, messages: number): Promise<void> {
  const keep = { days: 0, messages }
  const all = { single: keep, group: keep, notice: keep }
  return new Retention({ journal, state, clock, history: readModel.history, log: silent, keep: all }).pass()
}

/** Another group of a name nobody asked for, or the end of one. */
async function refound(writers: Writers, user: UserId, ends: boolean): Promise<void> {
  if (ends) await writers.dismissGroup.dismiss({ user }, 'GC_2')
  else await writers.createGroup.create({ user }, { name: '', members: users })
}

async function healed(writers: Writers): Promise<void> {
  await writers.durable()
  writers.journal.heal()
}

async function happen(writers: Writers, commands: readonly Command[]): Promise<void> {
  const running: Promise<void>[] = []
  for (const { run, waits } of [...commands, { waits: true, run: healed }]) {
    const one = Promise.resolve(writers)
      .then(run)
      .then(() => undefined, refusalOnly)
    running.push(one)
    if (waits) await one
  }
  await Promise.all(running)
}

function refusalOnly(error: unknown): void {
  expect(error).toHaveProperty('retry')
}

it('recovering from a checkpoint and what follows it ends where replaying everything does', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(command, { maxLength: 40, size: 'max' }), async (commands) => {
      const live = await Writers.open()
      await live.addUsers(...users)
      await live.befriend(ann, ben, cleo)
      await live.createGroup.create({ user: ann }, { id: 'club', name: '', members: [ben] })
      await happen(live, commands)

      const recovered = await live.restart()
      const replayed = await Writers.open({ store: withoutCheckpoint(live.journal.store) })
      expect(snapshotOf(recovered)).toEqual(snapshotOf(replayed))
      expect(snapshotOf(recovered)).toEqual(snapshotOf(live))
    }),
    { numRuns: 200 },
  )
})

it('sequences have no hole but where an epoch begins, and no double, whatever fails (I2)', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(command, { maxLength: 40, size: 'max' }), async (commands) => {
      const writers = await Writers.withFriends(...users)
      await writers.createGroup.create({ user: ann }, { id: 'club', name: '', members: users })
      await happen(writers, commands)
      for (const conversation of new Set(writers.messages.map((message) => message.conversation))) {
        const messages = writers.messages.filter((message) => message.conversation === conversation)
        expect(messages.map(({ seq }) => seq)).toEqual(wholeSequence(writers, conversation))
        const counted = (upTo: number) => messages.slice(0, upTo).filter((message) => message.counted).length
        expect(messages.map(({ ordinal }) => ordinal)).toEqual(messages.map((_, index) => counted(index + 1)))
        expect(messages.every(({ seqId }, index) => index === 0 || seqId > (messages[index - 1]?.seqId ?? 0))).toBe(true)
      }
    }),
    { numRuns: 100 },
  )
})

/** The seqs that the messages of a conversation must have. */
function wholeSequence({ records }: Writers, conversation: ConversationId): number[] {
  const seqs: number[] = []
  let above = 0
  for (const record of records) {
    if (record.type === 'epoch') above = record.above.seq
    if (record.type === 'message' && record.conversation === conversation) seqs.push(Math.max(above, seqs.at(-1) ?? 0) + 1)
  }
  return seqs
}

it('numbers of users and conversations are never given twice, across restarts with and without checkpoint', async () => {
  let writers = await Writers.withFriends(ann, ben)
  await writers.journal.checkpoint(writers.state.snapshot())
  writers = await writers.restart()
  await writers.addUsers(cleo)
  await writers.befriend(ann, cleo)
  writers = await writers.restart()
  await writers.befriend(ben, cleo)

  const numbers = writers.records.flatMap((record) => (record.type === 'user' ? [record.number] : []))
  const conversations = writers.records.flatMap((record) => (record.type === 'conversation' ? [record.conversation] : []))
  expect(numbers).toEqual([1, 2, 3])
  expect(conversations).toEqual([1, 2, 3])
})

it('a restart does not give a stamp again, even if the clock went back (I12)', async () => {
  const before = await Writers.withFriends(ann, ben)
  await before.say(ann, ben, 'hi')
  before.clock.jump(-3_600_000)
  const writers = await before.restart()
  await writers.say(ann, ben, 'hi again')

  const stamps = writers.records.map(({ stamp }) => stamp)
  expect(stamps).toEqual([...stamps].sort((a, b) => a - b))
  expect(new Set(stamps).size).toBe(stamps.length)
})

it('friends, remarks and the day they became friends survive a restart from a checkpoint', async () => {
  const before = await Writers.withFriends(ann, ben)
  await before.addFriend.addFriends(ben, [{ friend: ann, remark: 'sister' }])
  const { since } = before.pair(ann, ben)
  await before.journal.checkpoint(before.state.snapshot())

  const writers = await before.restart()
  expect(writers.pair(ann, ben)).toMatchObject({ friends: true, remarks: ['', 'sister'], since })
})

async function markRead(writers: Writers, reader: UserId, peer: UserId, back: number): Promise<void> {
  const pair = writers.state.conversations.find(reader, peer)
  if (pair !== undefined) await writers.markRead.markRead({ user: reader }, pair, pair.last.seqId - back)
}

function snapshotOf({ state }: Writers): Omit<JournalRecord, 'stamp'>[] {
  const records = [...state.snapshot()].map(({ stamp: _, ...record }) => record)
  return records.sort((a, b) => (textOf(a) < textOf(b) ? -1 : 1))
}

function textOf(record: object): string {
  return JSON.stringify(record, (_, value) => (typeof value === 'bigint' ? String(value) : value))
}

async function keep(writers: Writers, user: UserId, peer: UserId, attribute: Attribute): Promise<void> {
  const pair = writers.state.conversations.find(user, peer)
  if (pair !== undefined) await writers.setConversationAttribute.set(user, pair, attribute)
}

function withoutCheckpoint({ batches }: MemoryStore): MemoryStore {
  const store = new MemoryStore()
  store.batches.push(...batches)
  return store
}
