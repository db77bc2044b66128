import { expect, it } from 'vitest'
import { ann, ben, cleo, Writers } from '../testing/writers.fixture.ts'
import { pullHistory } from './pull-history.ts'

it('a member reads his conversation, newest first, at most 200 at a time', async () => {
  const writers = await Writers.withFriends(ann, ben)
  await Promise.all(Array.from({ length: 210 }, (_, i) => writers.say(ann, ben, `message ${i + 1}`)))
  const query = { user: ben, thread: writers.pair(ann, ben), upTo: Number.MAX_SAFE_INTEGER }

  const page = await pullHistory(writers.readModel.history, { ...query, limit: 1000 })
  expect(page.map(({ seq }) => seq)).toEqual(Array.from({ length: 200 }, (_, i) => 210 - i))
  expect(await pullHistory(writers.readModel.history, { ...query, limit: 2 })).toHaveLength(2)
})

it('nobody reads a conversation he is not in (I8)', async () => {
  const writers = await Writers.withFriends(ann, ben)
  await writers.addUsers(cleo)
  const query = { user: cleo, thread: writers.pair(ann, ben), upTo: Number.MAX_SAFE_INTEGER, limit: 10 }
  await expect(pullHistory(writers.readModel.history, query)).rejects.toMatchObject({ name: 'NotInConversation' })
})
