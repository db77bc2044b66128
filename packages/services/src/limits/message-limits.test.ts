import type { UserId } from '@magpie-im/model'
import { expect, it } from 'vitest'
import { ann, ben, cleo, Writers } from '../testing/writers.fixture.ts'

it('who writes more than his messages a second is refused until there is one again, and nobody else is', async () => {
  const writers = await friends({ perUser: 10 })
  await burst(writers, 10)
  const before = writers.records.length
  await expect(writers.say(ann, ben, 'one more')).rejects.toMatchObject({
    name: 'TooManyMessages',
    message: 'too many messages: at most 10 messages a second from one user; try again in 0.1 s',
    retry: true,
  })
  expect(writers.records).toHaveLength(before)
  expect(await writers.say(ben, ann, 'hello')).toMatchObject({ seq: 11 })

  writers.clock.pass(100)
  expect(await writers.say(ann, ben, 'one more')).toMatchObject({ seq: 12 })
  await expect(writers.say(ann, ben, 'and another')).rejects.toMatchObject({ name: 'TooManyMessages' })
})

it('a repeat costs nothing and is never refused (I3)', async () => {
  const writers = await friends({ perUser: 10 })
  const first = await writers.say(ann, ben, 'hello', { clientMessageId: 'm' })
  for (let i = 0; i < 20; i++) expect(await writers.say(ann, ben, 'hello', { clientMessageId: 'm' })).toMatchObject(numbersOf(first))
  await burst(writers, 9)
  await expect(writers.say(ann, ben, 'too many')).rejects.toMatchObject({ name: 'TooManyMessages' })
  expect(await writers.say(ann, ben, 'hello', { clientMessageId: 'm' })).toMatchObject(numbersOf(first))
})

it('a message that is refused for another reason costs nothing', async () => {
  const writers = await friends({ perUser: 2 })
  await writers.befriend(ann, cleo)
  await writers.removeFriend.removeFriends(ann, [cleo])
  for (let i = 0; i < 5; i++) await expect(writers.say(ann, cleo, 'hello')).rejects.toMatchObject({ name: 'NotFriends' })
  await burst(writers, 2)
})

it('a group takes so many messages a second from all members together, and then nobody is charged', async () => {
  const writers = await friends({ perUser: 10, perGroup: 4 })
  const { id } = await writers.createGroup.create({ user: ann }, { name: 'Readers', members: [ben] })
  for (const [index, user] of [ann, ben, ann, ben].entries()) await writers.tell(user, id, `${index}`)
  for (let i = 0; i < 20; i++) {
    await expect(writers.tell(ann, id, 'too many')).rejects.toMatchObject({
      name: 'TooManyMessages',
      message: 'too many messages: at most 4 messages a second to one group; try again in 0.3 s',
    })
  }
  await burst(writers, 8)
  writers.clock.pass(250)
  expect(await writers.tell(ben, id, 'now')).toMatchObject({ seq: 5 })
})

it('a backend writes as often as its key may, but not more to one group than all others together', async () => {
  const writers = await friends({ perUser: 2, perGroup: 4 })
  const { id } = await writers.createGroup.create({ user: ann }, { name: 'Readers', members: [ben] })
  const byBackend = { connection: undefined }
  for (let i = 0; i < 10; i++) await writers.say(ann, ben, `${i}`, byBackend)
  for (let i = 0; i < 4; i++) await writers.tell(ann, id, `${i}`, byBackend)
  await expect(writers.tell(ann, id, 'too many', byBackend)).rejects.toMatchObject({ name: 'TooManyMessages' })
  await burst(writers, 2)
})

async function friends(limits: { perUser?: number; perGroup?: number }): Promise<Writers> {
  const writers = await Writers.open({ limits })
  await writers.addUsers(ann, ben, cleo)
  await writers.befriend(ann, ben)
  return writers
}

async function burst(writers: Writers, count: number, from: UserId = ann): Promise<void> {
  for (let i = 0; i < count; i++) await writers.say(from, ben, `${i}`)
}

function numbersOf({ seq, seqId }: { seq: number; seqId: number }) {
  return { seq, seqId }
}
