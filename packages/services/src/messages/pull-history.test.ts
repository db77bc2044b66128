import { expect, it } from 'vitest'
import { ann, ben, cleo, Writers } from '../testing/writers.fixture.ts'
import { listMessages, pullHistory } from './pull-history.ts'

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

it('a piece of a history is found by seqs from either end, in order, and says whether there is more', async () => {
  const writers = await Writers.withFriends(ann, ben)
  for (let i = 1; i <= 6; i++) await writers.say(ann, ben, `message ${i}`)
  const query = { user: ben, thread: writers.pair(ann, ben), limit: 2 }
  const seqs = async (more: { after?: number; before?: number }) => {
    const page = await listMessages(writers.readModel.history, { ...query, ...more })
    return [page.messages.map(({ seq }) => seq), page.more]
  }

  expect(await seqs({})).toEqual([[5, 6], true])
  expect(await seqs({ before: 3 })).toEqual([[1, 2], false])
  expect(await seqs({ after: 0 })).toEqual([[1, 2], true])
  expect(await seqs({ after: 4 })).toEqual([[5, 6], false])
  expect(await seqs({ after: 2, before: 4 })).toEqual([[3], false])
})

it('nobody reads by seqs what he is not in (I8)', async () => {
  const writers = await Writers.withFriends(ann, ben)
  await writers.addUsers(cleo)
  await writers.say(ann, ben, 'hello')
  const query = { user: cleo, thread: writers.pair(ann, ben), limit: 10 }
  await expect(listMessages(writers.readModel.history, query)).rejects.toMatchObject({ name: 'NotInConversation' })
})
