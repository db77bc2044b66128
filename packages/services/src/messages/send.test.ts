import { connectionId, type MessageRecord } from '@magpie-im/model'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ann, ben, cleo, Writers } from '../testing/writers.fixture.ts'

it('a message is numbered, stored, acknowledged and delivered', async () => {
  const writers = await Writers.withFriends(ann, ben)
  const ack = await writers.say(ann, ben, 'hello', { clientMessageId: 'm1', push: { title: 't', summary: 's', url: 'u' } })

  const [message] = writers.messages
  expect(message).toMatchObject({ ...ackFields(ack), sender: ann, recipient: ben, body: 'hello', clientMessageId: 'm1', kind: 'text' })
  expect(message).toMatchObject({ seq: 1, senderOrdinal: 1, ordinal: 1, push: { title: 't', summary: 's', url: 'u' } })
  expect(writers.deliveries.eventsOf(ben)).toEqual([{ kind: 'message', message }])
})

it('nothing is acknowledged or delivered before it is durable (I1)', async () => {
  const writers = await Writers.withFriends(ann, ben)
  writers.journal.pause()
  const told: string[] = []
  writers.send(
    { sender: ann, recipient: ben, body: 'hello' },
    { accepted: () => told.push('accepted'), refused: () => told.push('refused') },
  )
  await turns()
  expect(told).toEqual([])
  expect(writers.deliveries.all).toEqual([])

  writers.journal.resume()
  await writers.durable()
  expect(told).toEqual(['accepted'])
  expect(writers.deliveries.bodiesOf(ben)).toEqual(['hello'])
})

it('messages of a conversation are numbered 1, 2, 3 whoever writes, those of another by themselves (I2)', async () => {
  const writers = await Writers.withFriends(ann, ben, cleo)
  const acks = await Promise.all([
    writers.say(ann, ben, 'a'),
    writers.say(ben, ann, 'b'),
    writers.say(ann, cleo, 'c'),
    writers.say(ann, ben, 'd'),
  ])

  expect(acks.map(({ seq }) => seq)).toEqual([1, 2, 1, 3])
  const ordinals = writers.messages.filter(({ conversation }) => conversation === writers.pair(ann, ben).id)
  expect(ordinals.map(({ senderOrdinal, ordinal }) => [senderOrdinal, ordinal])).toEqual([
    [1, 1],
    [1, 2],
    [2, 3],
  ])
})

it('the number of a message that could not be stored goes to the next one (I2)', async () => {
  const writers = await Writers.withFriends(ann, ben)
  await writers.say(ann, ben, 'kept')
  writers.journal.fail()
  const lost = await Promise.allSettled([writers.say(ann, ben, 'lost'), writers.say(ben, ann, 'lost too')])
  expect(lost.map((one) => one.status === 'rejected' && one.reason.name)).toEqual(['StorageUnavailable', 'StorageUnavailable'])

  writers.journal.heal()
  expect(await writers.say(ben, ann, 'next')).toMatchObject({ seq: 2, senderOrdinal: 1, ordinal: 2 })
  expect(writers.messages.map(({ seq, body }) => [seq, body])).toEqual([
    [1, 'kept'],
    [2, 'next'],
  ])
  expect(writers.deliveries.bodiesOf(ben)).toEqual(['kept', 'next'])
})

it('a client that tries again after a failure is stored once', async () => {
  const writers = await Writers.withFriends(ann, ben)
  writers.journal.fail()
  await expect(writers.say(ann, ben, 'hello', { clientMessageId: 'm1' })).rejects.toMatchObject({ name: 'StorageUnavailable', retry: true })
  writers.journal.heal()

  await writers.say(ann, ben, 'hello', { clientMessageId: 'm1', resend: true })
  expect(writers.messages.map(({ seq, body }) => [seq, body])).toEqual([[1, 'hello']])
})

it('a repeat gets the first result and is stored and delivered once (I3)', async () => {
  const writers = await Writers.withFriends(ann, ben)
  const first = await writers.say(ann, ben, 'hello', { clientMessageId: 'm1' })
  await writers.say(ben, ann, 'what?')
  const repeat = await writers.say(ann, ben, 'hello', { clientMessageId: 'm1' })

  expect(ackFields(repeat)).toEqual(ackFields(first))
  expect(writers.messages).toHaveLength(2)
  expect(writers.deliveries.bodiesOf(ben).filter((body) => body === 'hello')).toHaveLength(1)
})

it('a repeat gets the first result after a restart too (I3)', async () => {
  const before = await Writers.withFriends(ann, ben)
  const first = await before.say(ann, ben, 'hello', { clientMessageId: 'm1' })
  const writers = await before.restart()

  expect(ackFields(await writers.say(ann, ben, 'hello', { clientMessageId: 'm1' }))).toEqual(ackFields(first))
  expect(writers.deliveries.all).toEqual([])
  expect(await writers.say(ann, ben, 'more')).toMatchObject({ seq: 2 })
})

it('a repeat of a message whose content is gone gets the first result too: it must not come back to life (I3)', async () => {
  const writers = await Writers.withFriends(ann, ben)
  const first = await writers.say(ann, ben, 'taken back', { clientMessageId: 'm1' })
  await writers.say(ann, ben, 'same id, other content', { clientMessageId: 'm1' })
  const [message] = writers.messages
  if (message !== undefined) await revoke(writers, message)
  await writers.journal.compact()
  const other = await writers.say(ann, ben, 'same id, other content', { clientMessageId: 'm1' })

  expect(ackFields(await writers.say(ann, ben, 'taken back', { clientMessageId: 'm1', resend: true }))).toEqual(ackFields(first))
  expect(other).toMatchObject({ seq: 2 })
  expect(writers.messages.map(({ body }) => body)).toEqual(['', 'same id, other content'])
})

it('a repeat is not answered before the first one is durable (I1, I3)', async () => {
  const writers = await Writers.withFriends(ann, ben)
  writers.journal.pause()
  const told: string[] = []
  const first = writers.say(ann, ben, 'hello', { clientMessageId: 'm1' }).then(() => told.push('first'))
  const repeat = writers.say(ann, ben, 'hello', { clientMessageId: 'm1' }).then(() => told.push('repeat'))
  await turns()
  expect(told).toEqual([])

  writers.journal.resume()
  await Promise.all([first, repeat])
  expect(told).toEqual(['first', 'repeat'])
})

it('a repeat of a message that turns out not to be durable fails with it', async () => {
  const writers = await Writers.withFriends(ann, ben)
  writers.journal.fail()
  const both = ['m1', 'm1'].map((clientMessageId) => writers.say(ann, ben, 'hello', { clientMessageId }))

  expect((await Promise.allSettled(both)).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(writers.messages).toEqual([])
})

it('the same id with other content is a new message, unless the sender says that it is a repeat (I3)', async () => {
  const writers = await Writers.withFriends(ann, ben)
  await writers.say(ann, ben, 'one', { clientMessageId: 'm1' })
  expect(await writers.say(ann, ben, 'two', { clientMessageId: 'm1' })).toMatchObject({ seq: 2 })
  expect(await writers.say(ann, ben, 'one', { clientMessageId: 'm1', kind: 'custom' })).toMatchObject({ seq: 3 })

  await expect(writers.say(ann, ben, 'three', { clientMessageId: 'm1', resend: true })).rejects.toMatchObject({ name: 'MessageRepeated' })
  expect(await writers.say(ann, ben, 'two', { clientMessageId: 'm1', resend: true })).toMatchObject({ seq: 2 })
  expect(writers.messages).toHaveLength(3)
})

it('the same id of another sender, or in another conversation, is another message (I3)', async () => {
  const writers = await Writers.withFriends(ann, ben, cleo)
  await writers.say(ann, ben, 'hello', { clientMessageId: 'm1' })
  await writers.say(ben, ann, 'hello', { clientMessageId: 'm1' })
  await writers.say(ann, cleo, 'hello', { clientMessageId: 'm1' })

  expect(writers.messages).toHaveLength(3)
})

it('messages without an id are never taken for repeats (I3)', async () => {
  const writers = await Writers.withFriends(ann, ben)
  const acks = [await writers.say(ann, ben, 'hi', { clientMessageId: '' }), await writers.say(ann, ben, 'hi', { clientMessageId: '' })]
  expect(acks.map(({ seq }) => seq)).toEqual([1, 2])
})

it('times of messages rise strictly, whatever the clock does (I12)', async () => {
  const writers = await Writers.withFriends(ann, ben)
  const jumps = fc.array(fc.integer({ min: -100_000, max: 100_000 }), { minLength: 1, maxLength: 20, size: 'max' })
  const seqIds: number[] = []
  for (const jump of fc.sample(jumps, { numRuns: 1, seed: 12 }).flat()) {
    writers.clock.jump(jump)
    seqIds.push((await writers.say(ann, ben, 'tick')).seqId)
  }
  writers.clock.jump(-1_000_000)
  const restarted = await writers.restart()
  seqIds.push((await restarted.say(ben, ann, 'tock')).seqId)

  expect(seqIds.every((seqId, index) => index === 0 || seqId > (seqIds[index - 1] ?? 0))).toBe(true)
})

it('strangers cannot write to each other, nor to users who do not exist', async () => {
  const writers = await Writers.withFriends(ann, ben)
  await writers.addUsers(cleo)
  const attempts = [
    writers.say(ann, cleo, 'hi'),
    writers.say(ann, 'nobody', 'hi'),
    writers.say(ann, 'bad\nid', 'hi'),
    writers.say(ann, ann, 'hi'),
  ]
  const outcomes = await Promise.allSettled(attempts)

  expect(outcomes.map((one) => one.status === 'rejected' && one.reason.name)).toEqual(Array(4).fill('NotFriends'))
  expect(writers.messages).toEqual([])
})

it('who was written to may answer even if they are no friends any more', async () => {
  const writers = await Writers.withFriends(ann, ben)
  await writers.say(ann, ben, 'hello')
  writers.pair(ann, ben).friends = false

  expect(await writers.say(ben, ann, 'who are you?')).toMatchObject({ seq: 2 })
  expect(await writers.say(ann, ben, 'ann')).toMatchObject({ seq: 3 })
})

it('who was never answered may not go on when they are no friends any more', async () => {
  const writers = await Writers.withFriends(ann, ben)
  await writers.say(ann, ben, 'hello')
  writers.pair(ann, ben).friends = false
  await expect(writers.say(ann, ben, 'still there?')).rejects.toMatchObject({ name: 'NotFriends' })
})

it('a message goes to all devices of the recipient and to the sender’s other devices, in order', async () => {
  const writers = await Writers.withFriends(ann, ben)
  const connection = connectionId(7)
  await Promise.all(['one', 'two', 'three'].map((body) => writers.say(ann, ben, body, { connection })))

  const told = writers.deliveries.all.map(({ to, event, except }) => [to, event.kind === 'message' && event.message.body, except])
  expect(told.filter(([to]) => to === ben)).toEqual([
    [ben, 'one', undefined],
    [ben, 'two', undefined],
    [ben, 'three', undefined],
  ])
  expect(told.filter(([to]) => to === ann)).toEqual([
    [ann, 'one', connection],
    [ann, 'two', connection],
    [ann, 'three', connection],
  ])
})

it('ids and labels beyond 255 characters are refused', async () => {
  const writers = await Writers.withFriends(ann, ben)
  const long = 'x'.repeat(256)
  await expect(writers.say(ann, ben, 'hi', { clientMessageId: long })).rejects.toMatchObject({ name: 'BadRequest' })
  await expect(writers.say(ann, ben, 'hi', { label: long })).rejects.toMatchObject({ name: 'BadRequest' })
  expect(writers.records.filter(({ type }) => type === 'message' || type === 'alias')).toEqual([])
})

/** Whoever may do it and how: this is what the journal has then. */
async function revoke(writers: Writers, target: MessageRecord): Promise<void> {
  const { conversation, sender, seqId } = target
  const how = { action: 'revoke', only: undefined, by: sender, body: '', requestId: 'r1' } as const
  const ignored = { durable: () => undefined, failed: () => undefined }
  writers.journal.append({ type: 'message-control', stamp: seqId + 1_000, conversation, target, ...how }, ignored)
  await writers.durable()
}

function ackFields({ seq, seqId }: { seq: number; seqId: number }) {
  return { seq, seqId }
}

/** Long enough for everything that does not wait for something else. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve))
}
