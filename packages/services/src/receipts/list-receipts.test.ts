import { parseUserId } from '@magpie-im/model'
import { expect, it } from 'vitest'
import { ann, ben, cleo, Writers } from '../testing/writers.fixture.ts'
import { ListReceipts } from './list-receipts.ts'

const dora = parseUserId('dora')

it('says who has received and read a message, and how many', async () => {
  const { writers, listReceipts, group, seqId } = await club()
  await writers.markDelivered.markDelivered(ben, group, seqId)
  await writers.markRead.markRead({ user: cleo }, group, seqId)

  expect(await listReceipts.list(ann, group, { seqId, after: '', limit: 10 })).toEqual({
    items: [
      { user: ben, delivered: true, read: false },
      { user: cleo, delivered: true, read: true },
      { user: dora, delivered: false, read: false },
    ],
    more: false,
    counts: { members: 3, delivered: 2, read: 1 },
  })
})

it('comes in pages by the ids of users; the counts come with the first and are of all', async () => {
  const { listReceipts, group, seqId } = await club()
  const first = await listReceipts.list(ann, group, { seqId, after: '', limit: 2 })
  expect(first).toMatchObject({ items: [{ user: ben }, { user: cleo }], more: true, counts: { members: 3 } })
  expect(await listReceipts.list(ann, group, { seqId, after: 'cleo', limit: 2 })).toEqual({
    items: [{ user: dora, delivered: false, read: false }],
    more: false,
  })
})

it('who joined later was not meant, though his read mark lies behind it', async () => {
  const { writers, listReceipts, group, seqId } = await club()
  await writers.addUsers(parseUserId('late'))
  await writers.joinGroup.join({ user: ann }, group.info.id, ['late'])
  const { items } = await listReceipts.list(ann, group, { seqId, after: '', limit: 10 })
  expect(items.map(({ user }) => user)).not.toContain('late')
})

it('is told to who is shown the message, and to nobody else', async () => {
  const { writers, listReceipts, group, seqId } = await club()
  await writers.addUsers(parseUserId('late'), parseUserId('eve'))
  await writers.joinGroup.join({ user: ann }, group.info.id, ['late'])
  const asked = { seqId, after: '', limit: 10 }
  await expect(listReceipts.list(parseUserId('late'), group, asked)).rejects.toMatchObject({ name: 'MessageNotFound' })
  await expect(listReceipts.list(parseUserId('eve'), group, asked)).rejects.toMatchObject({ name: 'NotInConversation' })
  await expect(listReceipts.list(ann, group, { ...asked, seqId: seqId + 1 })).rejects.toMatchObject({ name: 'MessageNotFound' })
})

it('two of whom one has blocked the other learn nothing new of each other', async () => {
  const writers = await Writers.withFriends(ann, ben)
  const { seqId } = await writers.say(ann, ben, 'hello')
  const pair = writers.pair(ann, ben)
  await writers.markRead.markRead({ user: ben }, pair, seqId)
  const asked = { seqId, after: '', limit: 10 }
  expect((await listReceiptsOf(writers).list(ann, pair, asked)).items).toEqual([{ user: ben, delivered: true, read: true }])
  await writers.blockUser.block(ben, ann)
  expect((await listReceiptsOf(writers).list(ann, pair, asked)).items).toEqual([{ user: ben, delivered: false, read: false }])
})

it('the members of a large group are counted in turns, and other things happen between', async () => {
  const writers = await Writers.open()
  const names = Array.from({ length: 2_500 }, (_, i) => `m${String(i).padStart(4, '0')}`)
  await writers.addUsers(ann, ...names.map(parseUserId))
  const { id } = await writers.createGroup.create({ user: ann }, { name: 'Big', members: names, limit: 3_000 })
  const { seqId } = await writers.tell(ann, id, 'hello')
  let turns = 0
  const clock = {
    ...{ now: () => 0, monotonic: () => 0 },
    after: (_: number, action: () => void) => {
      turns++
      queueMicrotask(action)
      return { cancel: () => undefined }
    },
  }
  const { counts } = await listReceiptsOf(writers, clock).list(ann, writers.state.groups.get(id), { seqId, after: '', limit: 1 })
  expect([counts?.members, turns]).toEqual([2_500, 2])
})

async function club() {
  const writers = await Writers.open()
  await writers.addUsers(ann, ben, cleo, dora)
  const { id } = await writers.createGroup.create({ user: ann }, { name: 'Club', members: ['ben', 'cleo', 'dora'] })
  const { seqId } = await writers.tell(ann, id, 'hello')
  return { writers, listReceipts: listReceiptsOf(writers), group: writers.state.groups.get(id), seqId }
}

function listReceiptsOf(writers: Writers, clock: ConstructorParameters<typeof ListReceipts>[0]['clock'] = writers.clock) {
  const { journal, readModel, state, receipts } = writers
  return new ListReceipts({ journal, history: readModel.history, groups: state.groups, receipts, clock })
}
