import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { ConversationId, ListedConversation, Message, ReactionCount, UserId } from '@magpie-im/model'
import type { ReadModel } from '@magpie-im/storage'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { deliveredTo } from './conversations/marks.ts'
import { countReactions } from './messages/list-annotations.ts'
import { pullHistory } from './messages/pull-history.ts'
import { syncConversations } from './sync/sync-conversations.ts'
import { SyncPriority } from './sync/sync-priority.ts'
import { SyncWindow } from './sync/sync-window.ts'
import { everybody, Life } from './testing/life.fixture.ts'
import { type Listed, type Room, type Said, textOf } from './testing/naive-chat.fixture.ts'

let folder: string
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'magpie-life-'))
})
afterAll(() => fs.rmSync(folder, { recursive: true }))

type Deed = (life: Life) => Promise<unknown>

const user = fc.constantFrom(...everybody)
const two = fc.tuple(user, user)
const club = fc.constantFrom('club', 'club', 'club', 'hall')
const back = fc.nat(8)
/** More often than not who may does it. */
const may = fc.constantFrom(true, true, true, false)
const room = fc.nat(1000)
const action = fc.constantFrom('revoke' as const, 'override' as const, 'delete' as const)

/** One of the busiest: there things meet. */
function roomAt({ chat }: Life, index: number): Room {
  const busy = [...chat.rooms].sort((a, b) => b.messages.length - a.messages.length).slice(0, 4)
  const room = busy[index % Math.max(1, busy.filter(({ messages }) => messages.length > 0).length)]
  if (room === undefined) throw new Error('there is always a room')
  return room
}

/** Who may everything there, if anybody. */
const owner = (life: Life, name: string, other: UserId) => life.club(name)?.owner ?? other

function deed<T>(weight: number, arbitrary: fc.Arbitrary<T>, make: (value: T) => Deed) {
  return { weight, arbitrary: arbitrary.map(make) }
}

const ordinary = fc.oneof(
  deed(
    5,
    two,
    ([a, b]) =>
      (life) =>
        life.say(a, b),
  ),
  deed(
    9,
    fc.tuple(user, club),
    ([a, name]) =>
      (life) =>
        life.tell(a, name),
  ),
  deed(
    3,
    fc.tuple(user, user, fc.boolean()),
    ([a, b, counted]) =>
      (life) =>
        life.notify(counted ? a : everybody[0], b, counted),
  ),
  deed(
    6,
    fc.tuple(user, room, back),
    ([a, at, back]) =>
      (life) =>
        life.markRead(a, roomAt(life, at), back),
  ),
  deed(
    3,
    fc.tuple(user, room, back),
    ([a, at, back]) =>
      (life) =>
        life.markDelivered(a, roomAt(life, at), back),
  ),
  deed(8, fc.tuple(fc.option(user, { freq: 2 }), room, back, action, fc.boolean()), ([a, at, back, action, forAll]) => (life) => {
    return life.control(roomAt(life, at), back, { user: a ?? undefined, action, forAll })
  }),
  deed(5, fc.tuple(user, room, back, fc.constantFrom('👍', '❤')), ([a, at, back, emoji]) => (life) => {
    return life.react(a, roomAt(life, at), back, emoji)
  }),
  deed(
    2,
    fc.tuple(user, room),
    ([a, at]) =>
      (life) =>
        life.remove(a, roomAt(life, at)),
  ),
  deed(
    5,
    fc.tuple(user, club, user, may),
    ([a, name, b, may]) =>
      (life) =>
        life.join(may ? owner(life, name, a) : a, name, b),
  ),
  deed(
    4,
    fc.tuple(user, club, user, may),
    ([a, name, b, may]) =>
      (life) =>
        life.leave(may ? owner(life, name, a) : a, name, b),
  ),
  deed(
    1,
    fc.tuple(user, club, user, may),
    ([a, name, b, may]) =>
      (life) =>
        life.transfer(may ? owner(life, name, a) : a, name, b),
  ),
  deed(2, fc.tuple(user, club, fc.boolean(), fc.boolean()), ([a, name, muted, showsAll]) => (life) => {
    return life.set(muted ? a : owner(life, name, a), name, { muted, showsAll })
  }),
  deed(
    1,
    fc.tuple(user, club),
    ([a, name]) =>
      (life) =>
        life.dismiss(a, name),
  ),
  deed(
    1,
    fc.tuple(user, club, fc.subarray([...everybody])),
    ([a, name, members]) =>
      (life) =>
        life.found(name, a, members),
  ),
  deed(
    1,
    fc.tuple(user, user, fc.boolean()),
    ([a, b, blocks]) =>
      (life) =>
        life.block(a, b, blocks),
  ),
  deed(1, fc.nat(25), (messages) => (life) => life.expire(messages + 1)),
  deed(3, fc.constant(undefined), () => (life) => life.repeat()),
)

const restart: Deed = (life) => life.restart({ rebuilds: true })

const anything = fc.oneof(
  { weight: 60, arbitrary: ordinary },
  deed(2, fc.array(ordinary, { maxLength: 4 }), (deeds) => (life) => life.fail(deeds)),
  deed(
    8,
    fc.tuple(fc.nat(1), fc.integer({ min: 1, max: 20 })),
    ([which, batches]) =>
      async (life) =>
        life.mirrors[which]?.project(batches),
  ),
  deed(1, fc.constantFrom(50_000, 500_000), (ms) => async (life) => life.writers.clock.pass(ms)),
  deed(2, fc.boolean(), (rebuilds) => (life) => life.restart({ rebuilds })),
  deed(3, fc.constant(undefined), () => (life) => life.checkpoint()),
  deed(2, fc.constant(undefined), () => (life) => life.compact()),
  deed(1, fc.constant(undefined), () => (life) => life.beginEpoch()),
  deed(3, fc.constant(undefined), () => look),
)

it('everybody sees what was acknowledged and what concerns him, whatever is done, wherever it is read from (I1 to I8)', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anything, { minLength: 40, maxLength: 100, size: 'max' }),
      fc.constantFrom(1, 3, 500),
      async (deeds, fanOut) => {
        const life = await Life.begin(fs.mkdtempSync(path.join(folder, 'run-')), fanOut)
        const phones = everybody.map((user) => new Phone(user))
        for (const deed of [...deeds, look, restart, look]) {
          await deed(life)
          if (deed === look) for (const phone of phones) await phone.sync(life)
        }
        await life.close()
      },
    ),
    { numRuns: 40 },
  )
}, 120_000)

async function look(life: Life): Promise<void> {
  const readModels = [life.writers.readModel, ...life.mirrors.map(({ readModel }) => readModel)]
  for (const user of everybody) {
    const expected = life.chat
      .list(user)
      .map((item) => seen(life, item))
      .sort(byConversation)
    for (const readModel of readModels) {
      expect((await listOf(life, readModel, user)).map(plain).sort(byConversation)).toEqual(expected)
      expect(await queueOf(life, readModel, user)).toEqual(
        life.chat
          .queue(user)
          .map((item) => queued(life, item))
          .sort(),
      )
      for (const room of life.chat.rooms) await lookInto(life, readModel, { room, user })
    }
    for (const room of life.chat.rooms) lookAtDelivered(life, room, user)
    expect(life.writers.deliveries.bodiesOf(user)).toEqual(life.told.get(user) ?? [])
  }
}

async function lookInto(life: Life, readModel: ReadModel, { room, user }: { room: Room; user: UserId }): Promise<void> {
  const thread = life.threadOf(room)
  if (thread === undefined) return
  const page = pullHistory(readModel.history, { user, thread, upTo: Number.MAX_SAFE_INTEGER, limit: 200 })
  const bodies = page.then((messages) => messages.map(shownOf).reverse())
  if (room.members.has(user)) {
    expect(await bodies).toEqual(life.chat.history(room, user).map(textOf))
    const counts = await countReactions(readModel.annotations, { user, thread, messages: await page })
    expect([...counts.values()].flat().map(countOf).sort()).toEqual(
      life.chat
        .history(room, user)
        .flatMap((said) => countsOf(said, user))
        .sort(),
    )
  } else await expect(bodies).rejects.toMatchObject({ name: 'NotInConversation' })
}

function lookAtDelivered(life: Life, room: Room, user: UserId): void {
  const [thread, place] = [life.threadOf(room), room.members.get(user)]
  if (thread !== undefined && place !== undefined) expect(deliveredTo(thread, user).seq).toBe(Math.max(place.mark, place.delivered))
}

function countOf({ seq, emoji, count, mine }: ReactionCount): string {
  return `${seq} ${emoji} ${count}${mine ? ' and mine' : ''}`
}

function countsOf({ seq, reactions }: Said, user: UserId): string[] {
  const byEmoji = Map.groupBy(reactions, (shown) => shown.split(' ')[0] ?? '')
  return Array.from(byEmoji, ([emoji, all]) => countOf({ seq, emoji, count: all.length, mine: all.includes(`${emoji} ${user}`), since: 0 }))
}

async function listOf(life: Life, { conversations }: ReadModel, user: UserId): Promise<readonly ListedConversation[]> {
  return (await syncConversations(conversations, { user, after: 0, window: momentOf(life) })).items
}

function momentOf({ writers }: Life): SyncWindow {
  return new SyncWindow({ position: writers.journal.durable, stamp: writers.state.stamps.last })
}

function queued(life: Life, { room, seq, what }: { room: Room; seq: number; what: string }): string {
  return `${life.threadOf(room)?.id} ${seq} ${what}`
}

async function queueOf({ writers }: Life, { priority }: ReadModel, user: UserId): Promise<string[]> {
  const entries = await new SyncPriority({ priority, clock: writers.clock }).sync({ user, after: 0, limit: 0 })
  const texts = entries.map((entry) => {
    if (entry.kind === 'message') return `${entry.message.conversation} ${entry.message.seq} ${shownOf(entry.message)}`
    const { conversation, target, action, only } = entry.control
    return `${conversation} ${target.seq} ${action}${only === undefined ? '' : ' for himself'}`
  })
  return texts.sort()
}

/** Keeps the list it was given and asks for what changed since. */
class Phone {
  readonly #user: UserId
  #cursor = 0
  #expiries = 0
  readonly #known = new Map<ConversationId, Seen>()

  constructor(user: UserId) {
    this.#user = user
  }

  async sync(life: Life): Promise<void> {
    if (this.#expiries !== life.expiries) this.#cursor = 0
    this.#expiries = life.expiries
    const readModel = life.mirrors[this.#cursor % 2]?.readModel ?? life.writers.readModel
    const { items, cursor } = await syncConversations(readModel.conversations, {
      user: this.#user,
      after: this.#cursor,
      window: momentOf(life),
    })
    for (const item of items) this.#known.set(item.conversation, plain(item))
    this.#cursor = cursor
    for (const item of life.chat.list(this.#user).map((item) => seen(life, item))) {
      expect(item.conversation && this.#known.get(item.conversation)).toEqual(item)
    }
  }
}

interface Seen {
  readonly conversation: ConversationId | undefined
  readonly unread: number
  readonly newest: string
  readonly mark: number
}

function seen(life: Life, { room, ...rest }: Listed): Seen {
  return { conversation: life.threadOf(room)?.id, ...rest }
}

function plain({ conversation, unread, newest, readMark }: ListedConversation): Seen {
  return { conversation, unread, newest: newest ? shownOf(newest) : '', mark: readMark.seq }
}

function shownOf({ body, state }: Message): string {
  return textOf({ body, revoked: state === 'revoked' })
}

function byConversation(a: Seen, b: Seen): number {
  return (a.conversation ?? 0) - (b.conversation ?? 0)
}
