import { parseUserId } from '@magpie-im/model'
import { expect, it } from 'vitest'
import { deliveredTo } from '../conversations/marks.ts'
import { ann, ben, cleo, Writers } from '../testing/writers.fixture.ts'

const newest = Number.MAX_SAFE_INTEGER

it('what has arrived is told to the other one of two, and not to one’s own devices', async () => {
  const { writers, seqIds } = await conversationOf(3)
  await writers.markDelivered.markDelivered(ben, writers.pair(ann, ben), seqIds[1] ?? 0)

  const mark = { seq: 2, seqId: seqIds[1] }
  expect(writers.records.at(-1)).toMatchObject({ type: 'delivered-mark', user: ben, ...mark })
  expect(receiptsOf(writers, ann)).toEqual([{ kind: 'receipt', audience: 'single', peer: ben, user: ben, receipt: { delivered: mark } }])
  expect(receiptsOf(writers, ben)).toEqual([])
})

it('a mark never goes back, and what is read has arrived', async () => {
  const { writers, seqIds } = await conversationOf(3)
  const pair = writers.pair(ann, ben)
  await writers.markRead.markRead({ user: ben }, pair, seqIds[1] ?? 0)
  const records = writers.records.length
  for (const seqId of [seqIds[0] ?? 0, seqIds[1] ?? 0, -5]) await writers.markDelivered.markDelivered(ben, pair, seqId)

  expect(writers.records.length).toBe(records)
  expect(deliveredTo(pair, ben).seq).toBe(2)
  expect(receiptsOf(writers, ann).map(({ receipt }) => receipt)).toEqual([{ read: { seq: 2, seqId: seqIds[1] } }])
})

it('it survives a restart, with a checkpoint and without', async () => {
  const { writers } = await conversationOf(2)
  await writers.markDelivered.markDelivered(ben, writers.pair(ann, ben), newest)
  const again = await writers.restart()
  expect(deliveredTo(again.pair(ann, ben), ben).seq).toBe(2)
  await again.journal.checkpoint(again.state.snapshot())
  expect(deliveredTo((await again.restart()).pair(ann, ben), ben).seq).toBe(2)
})

it('a mark that could not be stored stays where it was, and nobody is told', async () => {
  const { writers } = await conversationOf(1)
  writers.journal.fail()
  await expect(writers.markDelivered.markDelivered(ben, writers.pair(ann, ben), newest)).rejects.toMatchObject({
    name: 'StorageUnavailable',
  })
  expect(deliveredTo(writers.pair(ann, ben), ben).seq).toBe(0)
  expect(receiptsOf(writers, ann)).toEqual([])
})

it('somebody else has no mark there', async () => {
  const { writers } = await conversationOf(1)
  await expect(writers.markDelivered.markDelivered(cleo, writers.pair(ann, ben), newest)).rejects.toMatchObject({
    name: 'NotInConversation',
  })
})

it('two of whom one has blocked the other are told nothing of each other', async () => {
  const { writers } = await conversationOf(1)
  await writers.blockUser.block(ann, ben)
  await writers.markDelivered.markDelivered(ben, writers.pair(ann, ben), newest)
  await writers.markRead.markRead({ user: ben }, writers.pair(ann, ben), newest)
  expect(receiptsOf(writers, ann)).toEqual([])
  const [listed] = (await list(writers)).items
  expect([...(await writers.receipts.ofPeers(ann, listed ? [listed] : []))]).toEqual([])
})

it('members of a group are told of each other, up to fifty of them', async () => {
  for (const [size, told] of [
    [50, 49],
    [51, 0],
  ] as const) {
    const { writers, group } = await groupOf(size)
    await writers.markDelivered.markDelivered(ben, group, newest)
    const receipts = writers.deliveries.all.filter(({ event }) => event.kind === 'receipt')
    expect(receipts.map(({ to }) => to)).not.toContain(ben)
    expect(receipts.length).toBe(told)
  }
})

it('in a large group it is not kept what has arrived', async () => {
  const { writers, group } = await groupOf(8, { fanOut: 7 })
  const records = writers.records.length
  await writers.markDelivered.markDelivered(ben, group, newest)
  expect(writers.records.length).toBe(records)
})

it('a list has how far the other has come once that is durable', async () => {
  const { writers, seqIds } = await conversationOf(2)
  await writers.markRead.markRead({ user: ben }, writers.pair(ann, ben), seqIds[0] ?? 0)
  const [listed] = (await list(writers)).items
  writers.journal.pause()
  const marked = writers.markDelivered.markDelivered(ben, writers.pair(ann, ben), newest)
  await Promise.resolve()
  let answered = false
  const asked = writers.receipts.ofPeers(ann, listed ? [listed] : []).then((receipts) => {
    answered = true
    return receipts
  })
  await Promise.resolve()
  expect(answered).toBe(false)
  writers.journal.resume()
  await marked
  const [receipt] = (await asked).values()
  expect(receipt).toEqual({ read: { seq: 1, seqId: seqIds[0] }, delivered: { seq: 2, seqId: seqIds[1] } })
})

async function conversationOf(messages: number): Promise<{ writers: Writers; seqIds: readonly number[] }> {
  const writers = await Writers.withFriends(ann, ben)
  const seqIds: number[] = []
  for (let i = 0; i < messages; i++) {
    writers.clock.pass(10)
    seqIds.push((await writers.say(ann, ben, `message ${i}`)).seqId)
  }
  return { writers, seqIds }
}

async function groupOf(size: number, limits: { readonly fanOut?: number } = {}) {
  const writers = await Writers.open({ limits })
  const others = Array.from({ length: size - 2 }, (_, i) => `member-${i}`)
  await writers.addUsers(ann, ben, ...others.map(parseUserId))
  const { id } = await writers.createGroup.create({ user: ann }, { name: 'Club', members: ['ben', ...others] })
  await writers.tell(ann, id, 'hello')
  return { writers, group: writers.state.groups.get(id) }
}

function receiptsOf(writers: Writers, user: typeof ann) {
  return writers.deliveries.eventsOf(user).filter((event) => event.kind === 'receipt')
}

function list(writers: Writers) {
  const { position, stamp } = { position: writers.journal.durable, stamp: writers.state.stamps.last }
  const asOf = { position, stamp, newest: new Map(), readMarks: new Map() }
  return writers.readModel.conversations.list({ user: ann, after: 0, limit: 10, asOf })
}
