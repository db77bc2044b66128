import { expect, it } from 'vitest'
import { ann, ben, Writers } from '../testing/writers.fixture.ts'

it('a read mark moves to the newest message at or before the time, and the user’s devices and the other one are told', async () => {
  const { writers, seqIds } = await conversationOf(3)
  await writers.markRead.markRead({ user: ben }, writers.pair(ann, ben), at(seqIds, 1))

  const mark = { seq: 2, seqId: at(seqIds, 1) }
  const { id: conversation } = writers.pair(ann, ben)
  expect(markOf(writers)).toEqual(mark)
  expect(writers.records.at(-1)).toMatchObject({ type: 'read-mark', user: ben, conversation, ...mark })
  expect(writers.deliveries.all.slice(-2)).toMatchObject([
    { to: ben, event: { kind: 'read-mark', conversation, before: { seq: 0, seqId: 0 }, mark } },
    { to: ann, event: { kind: 'receipt', peer: ben, user: ben, receipt: { read: mark } } },
  ])
})

it('a time between two messages marks the earlier one', async () => {
  const { writers, seqIds } = await conversationOf(3)
  await writers.markRead.markRead({ user: ben }, writers.pair(ann, ben), at(seqIds, 1) - 1)
  expect(markOf(writers)).toEqual({ seq: 1, seqId: at(seqIds, 0) })
})

it('a read mark never goes back', async () => {
  const { writers, seqIds } = await conversationOf(3)
  for (const index of [1, 0, 2, 0]) await writers.markRead.markRead({ user: ben }, writers.pair(ann, ben), at(seqIds, index))
  await writers.markRead.markRead({ user: ben }, writers.pair(ann, ben), -5)

  expect(markOf(writers).seq).toBe(3)
  const events = writers.deliveries.eventsOf(ben).filter((event) => event.kind === 'read-mark')
  expect(events.map(({ before, mark }) => [before.seq, mark.seq])).toEqual([
    [0, 2],
    [2, 3],
  ])
})

it('a read mark is clamped to what is durable (I6)', async () => {
  const { writers, seqIds } = await conversationOf(2)
  writers.journal.pause()
  const waiting = writers.say(ann, ben, 'on its way')
  const marked = writers.markRead.markRead({ user: ben }, writers.pair(ann, ben), Number.MAX_SAFE_INTEGER)
  writers.journal.resume()
  await Promise.all([waiting, marked])

  expect(markOf(writers)).toEqual({ seq: 2, seqId: at(seqIds, 1) })
})

it('a read mark names a message that exists, even after writes that failed, a checkpoint and a restart', async () => {
  const { writers, seqIds } = await conversationOf(1)
  writers.journal.fail()
  await expect(writers.say(ann, ben, 'lost')).rejects.toMatchObject({ name: 'StorageUnavailable' })
  writers.journal.heal()
  await writers.journal.checkpoint(writers.state.snapshot())
  const restarted = await writers.restart()

  await restarted.markRead.markRead({ user: ben }, restarted.pair(ann, ben), Number.MAX_SAFE_INTEGER)
  expect(markOf(restarted)).toEqual({ seq: 1, seqId: at(seqIds, 0) })
})

it('marking an empty conversation changes nothing', async () => {
  const { writers } = await conversationOf(0)
  await writers.markRead.markRead({ user: ben }, writers.pair(ann, ben), Number.MAX_SAFE_INTEGER)
  expect(writers.records.some(({ type }) => type === 'read-mark')).toBe(false)
})

it('the two members have marks of their own', async () => {
  const { writers } = await conversationOf(2)
  await writers.markRead.markRead({ user: ben }, writers.pair(ann, ben), Number.MAX_SAFE_INTEGER)
  expect(writers.pair(ann, ben).readMarks.map(({ seq }) => seq)).toEqual([0, 2])
})

it('a read mark survives a restart', async () => {
  const { writers, seqIds } = await conversationOf(2)
  await writers.markRead.markRead({ user: ben }, writers.pair(ann, ben), at(seqIds, 0))
  expect(markOf(await writers.restart())).toEqual({ seq: 1, seqId: at(seqIds, 0) })
})

it('a mark that could not be stored stays where it was', async () => {
  const { writers } = await conversationOf(2)
  writers.journal.fail()
  const refused = writers.markRead.markRead({ user: ben }, writers.pair(ann, ben), Number.MAX_SAFE_INTEGER)

  await expect(refused).rejects.toMatchObject({ name: 'StorageUnavailable' })
  expect(markOf(writers).seq).toBe(0)
  expect(writers.deliveries.eventsOf(ben).some(({ kind }) => kind === 'read-mark')).toBe(false)
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

function markOf(writers: Writers) {
  return writers.pair(ann, ben).readMarks[1]
}

function at(seqIds: readonly number[], index: number): number {
  const seqId = seqIds[index]
  if (seqId === undefined) throw new Error(`there is no message ${index}`)
  return seqId
}
