import { connectionId, type UserId } from '@magpie-im/model'
import { expect, it } from 'vitest'
import type { Thread } from '../conversations/thread.ts'
import { ann, ben, cleo, Writers } from '../testing/writers.fixture.ts'
import { countReactions, listPins, listReactions } from './list-annotations.ts'
import type { Sent } from './send.ts'

const forever = Number.MAX_SAFE_INTEGER

it('a reaction is told to who is shown the message, with how many show the same, but not to the device it came from', async () => {
  const { writers, thread, sent } = await group()
  await react(writers, thread, sent, { user: ben, connection: connectionId(7) })
  await react(writers, thread, sent, { user: cleo })
  await react(writers, thread, sent, { user: ben, on: false })
  const told = writers.deliveries.all.flatMap(({ to, except, event }) =>
    event.kind === 'reaction-changed' ? [[to, except, event.reaction.by, event.reaction.count]] : [],
  )
  const everybody = [ann, ben, cleo].sort()
  expect(told.slice(0, 3).sort()).toEqual(everybody.map((user) => [user, connectionId(7), ben, 1]))
  expect(told.slice(3, 6).map(([, , by, count]) => [by, count])).toEqual([1, 2, 3].map(() => [cleo, 2]))
  expect(told.slice(6).map(([, , by, count]) => [by, count])).toEqual([1, 2, 3].map(() => [ben, 1]))
})

it('doing it again changes nothing and tells nobody', async () => {
  const { writers, thread, sent } = await group()
  await react(writers, thread, sent, { on: false })
  await Promise.all([react(writers, thread, sent), react(writers, thread, sent)])
  await react(writers, thread, sent)
  await writers.annotateMessage.pin({ user: ann, thread, seqId: sent.seqId, on: false })
  for (const _ of [1, 2]) await writers.annotateMessage.pin({ user: ann, thread, seqId: sent.seqId, on: true })
  expect(annotationsOf(writers)).toEqual(['reaction', 'pin'])
})

it('reactions are counted and listed for who is shown the message, and gone when it is revoked', async () => {
  const { writers, thread, sent } = await group()
  await react(writers, thread, sent, { user: ben, emoji: '❤' })
  await react(writers, thread, sent, { user: cleo, emoji: '👍' })
  const messages = await writers.readModel.history.page({ conversation: thread.id, reader: ben, upTo: forever, limit: 9 })
  const counts = await countReactions(writers.readModel.annotations, { user: ben, thread, messages })
  expect(counts.get(sent.seq)).toMatchObject([
    { emoji: '❤', count: 1, mine: true },
    { emoji: '👍', count: 1, mine: false },
  ])
  const asked = { thread, seqId: sent.seqId, emoji: undefined, after: undefined, limit: 1 }
  const first = await listReactions(writers.readModel, { ...asked, user: ann })
  expect(first).toMatchObject({ items: [{ user: ben, emoji: '❤' }], more: true })
  const next = await listReactions(writers.readModel, { ...asked, user: ann, after: first.items[0] })
  expect(next).toMatchObject({ items: [{ user: cleo }], more: false })

  await writers.controlMessage.control({ user: ann, thread, seqId: sent.seqId, action: 'revoke', body: '', requestId: '' })
  expect((await listReactions(writers.readModel, { ...asked, user: ann })).items).toEqual([])
  expect((await countReactions(writers.readModel.annotations, { user: ben, thread, messages })).size).toBe(0)
  await expect(react(writers, thread, sent)).rejects.toMatchObject({ name: 'MessageNotFound' })
})

it('a page counts no reactions to a message that its reader deleted for himself (I8)', async () => {
  const { writers, thread, sent: first } = await group()
  const second = await writers.say(ann, 'club', 'second', { audience: 'group', clientMessageId: 'second' })
  const third = await writers.say(ann, 'club', 'third', { audience: 'group', clientMessageId: 'third' })
  const deletion = { action: 'delete', forAll: false, body: '', requestId: '' } as const
  await writers.controlMessage.control({ user: ben, thread, seqId: second.seqId, ...deletion })
  for (const sent of [first, second, third]) await react(writers, thread, sent, { user: cleo })
  const countedFor = async (user: UserId) => {
    const messages = await writers.readModel.history.page({ conversation: thread.id, reader: user, upTo: forever, limit: 9 })
    return [...(await countReactions(writers.readModel.annotations, { user, thread, messages })).keys()]
  }
  expect(await countedFor(cleo)).toEqual([first.seq, second.seq, third.seq])
  expect(await countedFor(ben)).toEqual([first.seq, third.seq])
})

it('nobody reacts to, lists or pins what he is not shown (I8)', async () => {
  const { writers, thread, sent } = await group()
  await writers.leaveGroup.leave({ user: ann }, 'club', [cleo])
  const asked = { thread, seqId: sent.seqId, emoji: undefined, after: undefined, limit: 1 }
  await expect(react(writers, thread, sent, { user: cleo })).rejects.toMatchObject({ name: 'NotInGroup' })
  await expect(listReactions(writers.readModel, { ...asked, user: cleo })).rejects.toMatchObject({ name: 'NotInConversation' })
  await expect(listPins(writers.readModel, { user: cleo, thread })).rejects.toMatchObject({ name: 'NotInConversation' })
  await writers.joinGroup.join({ user: ann }, 'club', [cleo])
  await expect(react(writers, thread, sent, { user: cleo })).rejects.toMatchObject({ name: 'MessageNotFound' })
  await expect(listReactions(writers.readModel, { ...asked, user: cleo })).rejects.toMatchObject({ name: 'MessageNotFound' })
  await writers.annotateMessage.pin({ user: ann, thread, seqId: sent.seqId, on: true })
  expect(await listPins(writers.readModel, { user: cleo, thread })).toEqual([])
  const pinnedTo = writers.deliveries.all.filter(({ event }) => event.kind === 'pin-changed').map(({ to }) => to)
  expect(pinnedTo.sort()).toEqual([ann, ben])
})

it('who may not write puts nothing on messages, but takes back what he put; where all are to be silent he may', async () => {
  const { writers, thread, sent } = await group()
  await react(writers, thread, sent, { user: ben })
  await writers.updateGroup.update({ user: ann }, 'club', { muted: true })
  await react(writers, thread, sent, { user: cleo })
  const until = (writers.clock.now() + 60_000) * 1000
  await writers.changeMember.change({ user: ann }, 'club', { user: ben, mutedUntil: until })
  await expect(react(writers, thread, sent, { user: ben, emoji: '❤' })).rejects.toMatchObject({ name: 'GroupMuted' })
  await react(writers, thread, sent, { user: ben, on: false })

  const said = await writers.say(ann, ben, 'hello')
  await writers.blockUser.block(ann, ben)
  const pair = writers.pair(ann, ben)
  await expect(react(writers, pair, said, { user: ben })).rejects.toMatchObject({ name: 'Blocked' })
  await expect(writers.annotateMessage.pin({ user: ben, thread: pair, seqId: said.seqId, on: true })).rejects.toMatchObject({
    name: 'Blocked',
  })
})

it('a message has at most 20 different reactions, of which everybody may show each', async () => {
  const { writers, thread, sent } = await group()
  for (let at = 0; at < 20; at++) await react(writers, thread, sent, { emoji: String.fromCodePoint(0x1f600 + at) })
  await expect(react(writers, thread, sent, { emoji: '👍' })).rejects.toMatchObject({ name: 'ReactionsFull' })
  await react(writers, thread, sent, { user: ben, emoji: '😀' })
  await react(writers, thread, sent, { emoji: '😁', on: false })
  await react(writers, thread, sent, { emoji: '👍' })
})

it.for(['', 'like', '5', '👍 ', ' ', '😀'.repeat(11), '\u{200d}', 'a👍'])('%o is no reaction', async (emoji) => {
  const { writers, thread, sent } = await group()
  expect(() => react(writers, thread, sent, { emoji })).toThrow('a reaction is an emoji')
})

it.for(['👍', '❤', '❤️', '5️⃣', '🇩🇪', '👨🏽‍❤️‍💋‍👨🏽', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '☝🏿'])('%s is a reaction', async (emoji) => {
  const { writers, thread, sent } = await group()
  await react(writers, thread, sent, { emoji })
  expect(annotationsOf(writers)).toEqual(['reaction'])
})

it('both of two pin messages and who leads a group, the last one first, until they are revoked', async () => {
  const { writers, thread, sent } = await group()
  const pin = (user: UserId, { seqId }: Pick<Sent, 'seqId'>, on = true) => writers.annotateMessage.pin({ user, thread, seqId, on })
  await expect(pin(ben, sent)).rejects.toMatchObject({ name: 'GroupNotAllowed' })
  const second = await writers.tell(ben, 'club', 'second')
  await pin(ann, second)
  await pin(ann, sent)
  expect((await listPins(writers.readModel, { user: ben, thread })).map(({ body }) => body)).toEqual(['hello', 'second'])
  await writers.controlMessage.control({ user: ann, thread, seqId: sent.seqId, action: 'revoke', body: '', requestId: '' })
  expect((await listPins(writers.readModel, { user: ben, thread })).map(({ body }) => body)).toEqual(['second'])
  await pin(ann, second, false)
  expect(await listPins(writers.readModel, { user: ben, thread })).toEqual([])

  const said = await writers.say(ann, ben, 'to you')
  await writers.annotateMessage.pin({ user: ben, thread: writers.pair(ann, ben), seqId: said.seqId, on: true })
  expect(writers.deliveries.all.at(-1)).toMatchObject({
    event: { kind: 'pin-changed', pin: { by: ben, on: true, target: { seq: said.seq } } },
  })
})

it('a conversation has at most 50 pinned messages', async () => {
  const { writers, thread } = await group()
  const sent: Sent[] = []
  for (let at = 0; at <= 50; at++) sent.push(await writers.tell(ann, 'club', `${at}`))
  const pins = sent.map(({ seqId }) => writers.annotateMessage.pin({ user: ann, thread, seqId, on: true }))
  const last = pins.pop()
  await Promise.all(pins)
  await expect(last).rejects.toMatchObject({ name: 'PinsFull' })
})

it('nothing is told or kept that the journal could not store', async () => {
  const { writers, thread, sent } = await group()
  writers.journal.fail()
  await expect(react(writers, thread, sent)).rejects.toMatchObject({ name: 'StorageUnavailable' })
  writers.journal.heal()
  expect(writers.deliveries.all.filter(({ event }) => event.kind === 'reaction-changed')).toEqual([])
  await react(writers, thread, sent)
  expect(annotationsOf(writers)).toEqual(['reaction'])
})

async function group(): Promise<{ writers: Writers; thread: Thread; sent: Sent }> {
  const writers = await Writers.withFriends(ann, ben, cleo)
  await writers.createGroup.create({ user: ann }, { id: 'club', name: '', members: [ben, cleo] })
  const sent = await writers.tell(ann, 'club', 'hello')
  return { writers, thread: writers.state.groups.get('club'), sent }
}

type Reacting = Partial<Parameters<Writers['annotateMessage']['react']>[0]>

function react(writers: Writers, thread: Thread, { seqId }: Pick<Sent, 'seqId'>, more: Reacting = {}): Promise<void> {
  return writers.annotateMessage.react({ user: ann, thread, seqId, emoji: '👍', on: true, ...more })
}

function annotationsOf(writers: Writers): string[] {
  return writers.records.flatMap(({ type }) => (type === 'reaction' || type === 'pin' ? [type] : []))
}
