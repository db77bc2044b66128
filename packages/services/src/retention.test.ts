import { expect, it } from 'vitest'
import { type Keep, Retention } from './retention.ts'
import { ann, ben, silent, Writers } from './testing/writers.fixture.ts'

const forEver: Keep = { days: 0, messages: 0 }
const dayMs = 24 * 3600 * 1000

it('messages expire by age, and sequence and unread go on (I2, I6)', async () => {
  const writers = await Writers.withFriends(ann, ben)
  for (const body of ['one', 'two']) await writers.say(ann, ben, body)
  writers.clock.pass(2 * dayMs)
  await writers.say(ann, ben, 'three')
  await retention(writers, { single: { days: 1, messages: 0 } }).pass()

  expect(expiries(writers)).toMatchObject([{ audience: 'single', members: [ann, ben], seq: 2 }])
  expect(await bodiesOf(writers)).toEqual(['three'])
  expect(await writers.say(ann, ben, 'four')).toMatchObject({ seq: 4 })
})

it.for([1, 2, 3, 7, 9, 10, 11])('of a conversation the newest %i messages stay', async (messages) => {
  const writers = await Writers.withFriends(ann, ben)
  for (let number = 1; number <= 10; number++) {
    await writers.say(ann, ben, `${number}`)
    writers.clock.pass(number * 977)
  }
  await retention(writers, { single: { days: 0, messages } }).pass()
  const left = Math.min(messages, 10)
  expect(await bodiesOf(writers)).toEqual(Array.from({ length: left }, (_, index) => `${10 - index}`))
})

it('of two limits the one that leaves less holds', async () => {
  const writers = await Writers.withFriends(ann, ben)
  for (const body of ['one', 'two', 'three']) await writers.say(ann, ben, body)
  writers.clock.pass(2 * dayMs)
  for (const body of ['four', 'five']) await writers.say(ann, ben, body)
  await retention(writers, { single: { days: 1, messages: 1 } }).pass()
  expect(expiries(writers)).toMatchObject([{ seq: 4 }])
})

it('each kind of conversation has its own limits', async () => {
  const writers = await Writers.withFriends(ann, ben)
  await writers.createGroup.create({ user: ann }, { id: 'club', name: '', members: [ben] })
  await writers.grantRights.grant('key:1', { user: ann, right: 'notify', conversation: undefined })
  for (const body of ['one', 'two']) {
    await writers.say(ann, ben, body)
    await writers.tell(ann, 'club', body)
    await writers.notify(ann, ben, body)
  }
  await retention(writers, { group: { days: 0, messages: 1 } }).pass()
  expect(expiries(writers)).toMatchObject([{ audience: 'group', members: [], seq: 1 }])
  await retention(writers, { notice: { days: 0, messages: 1 } }).pass()
  expect(expiries(writers)).toMatchObject([{ audience: 'group' }, { audience: 'notice', members: [ben], seq: 1 }])
})

it('what has expired stays so, and is not written again, across a restart from a checkpoint', async () => {
  const before = await Writers.withFriends(ann, ben)
  for (const body of ['one', 'two']) await before.say(ann, ben, body)
  await retention(before, { single: { days: 0, messages: 1 } }).pass()
  await before.journal.checkpoint(before.state.snapshot())
  const writers = await before.restart()
  await retention(writers, { single: { days: 0, messages: 1 } }).pass()

  expect(writers.pair(ann, ben).expired.seq).toBe(1)
  expect(expiries(writers)).toHaveLength(1)
})

it('nothing expires that is not durable', async () => {
  const writers = await Writers.withFriends(ann, ben)
  for (const body of ['one', 'two']) await writers.say(ann, ben, body)
  writers.journal.pause()
  const waiting = [writers.say(ann, ben, 'three'), writers.say(ann, ben, 'four')]
  const passing = retention(writers, { single: { days: 0, messages: 1 } }).pass()
  await settled(writers, { durable: false })
  writers.journal.resume()
  await Promise.all([...waiting, passing])
  expect(expiries(writers)).toMatchObject([{ seq: 1 }])
})

it('it runs at the start and every ten minutes, until it is stopped', async () => {
  const writers = await Writers.withFriends(ann, ben)
  for (const body of ['one', 'two']) await writers.say(ann, ben, body)
  const running = retention(writers, { single: { days: 0, messages: 1 } })
  running.start()
  await settled(writers)
  expect(expiries(writers)).toMatchObject([{ seq: 1 }])
  await writers.say(ann, ben, 'three')
  writers.clock.pass(600_000)
  await settled(writers)
  running.stop()
  await writers.say(ann, ben, 'four')
  writers.clock.pass(600_000)
  await settled(writers)
  expect(expiries(writers)).toMatchObject([{ seq: 1 }, { seq: 2 }])
})

it('a full disk does not end it', async () => {
  const writers = await Writers.withFriends(ann, ben)
  for (const body of ['one', 'two']) await writers.say(ann, ben, body)
  const running = retention(writers, { single: { days: 0, messages: 1 } })
  writers.journal.fail()
  running.start()
  await settled(writers)
  writers.journal.heal()
  writers.clock.pass(5_000)
  await settled(writers)
  running.stop()
  expect(expiries(writers)).toMatchObject([{ seq: 1 }])
})

function retention(writers: Writers, keep: Partial<Record<'single' | 'group' | 'notice', Keep>>): Retention {
  const { journal, state, clock, readModel } = writers
  const all = { single: forEver, group: forEver, notice: forEver, ...keep }
  return new Retention({ journal, state, clock, history: readModel.history, log: silent, keep: all })
}

function expiries({ records }: Writers) {
  return records.filter((record) => record.type === 'expiry')
}

async function bodiesOf(writers: Writers): Promise<string[]> {
  const { id: conversation } = writers.pair(ann, ben)
  const page = await writers.readModel.history.page({ conversation, reader: ben, upTo: Number.MAX_SAFE_INTEGER, limit: 100 })
  return page.map(({ body }) => body)
}

async function settled(writers: Writers, { durable = true } = {}): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
  if (durable) await writers.durable()
}
