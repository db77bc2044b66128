import { parseUserId } from '@magpie-im/model'
import { expect, it } from 'vitest'
import { ann, ben, cleo, Writers } from '../testing/writers.fixture.ts'

const day = 24 * 3_600_000

it('where friends are asked first, adding one tells him and makes nobody a friend', async () => {
  const writers = await people()
  await ask(writers, ann, ben, 'Benny')
  expect(writers.deliveries.all).toMatchObject([{ to: ben, event: { kind: 'friend-requested', from: ann } }])
  expect(writers.pair(ann, ben).friends).toBe(false)
  expect(await writers.answerFriendRequest.list(ben)).toMatchObject([{ from: ann, to: ben, text: 'Benny' }])
  expect(await writers.answerFriendRequest.list(ann)).toEqual([])
  await expect(writers.say(ann, ben, 'hi')).rejects.toMatchObject({ name: 'NotFriends' })
})

it('who says yes makes both friends, each called as the one wished who wished it', async () => {
  const writers = await people()
  await ask(writers, ann, ben, 'Benny')
  writers.deliveries.all.length = 0
  await writers.answerFriendRequest.accept(ben, ann, { remark: 'Annie' })
  expect(writers.pair(ann, ben)).toMatchObject({ friends: true, remarks: ['Benny', 'Annie'] })
  expect(writers.deliveries.all.map(({ to, event }) => [to, event.kind])).toEqual([
    [ann, 'friends-changed'],
    [ben, 'friends-changed'],
  ])
  expect(await writers.answerFriendRequest.list(ben)).toEqual([])
  await expect(writers.answerFriendRequest.accept(ben, ann)).rejects.toMatchObject({ name: 'FriendRequestNotFound' })
})

it('who asks back has said yes', async () => {
  const writers = await people()
  await ask(writers, ann, ben, 'Benny')
  await ask(writers, ben, ann, '')
  expect(writers.pair(ann, ben)).toMatchObject({ friends: true, remarks: ['Benny', ''] })
  for (const user of [ann, ben]) expect(await writers.answerFriendRequest.list(user)).toEqual([])
})

it('asking twice changes nothing and tells nobody again', async () => {
  const writers = await people()
  await ask(writers, ann, ben, 'one')
  const before = writers.records.length
  await ask(writers, ann, ben, 'two')
  expect(writers.records).toHaveLength(before)
  expect(writers.deliveries.eventsOf(ben)).toHaveLength(1)
})

it('who was refused may ask again after a day, and a restart does not forget it', async () => {
  const writers = await people()
  await ask(writers, ann, ben, 'please')
  await writers.answerFriendRequest.refuse(ben, ann)
  writers.clock.pass(day - 1000)
  const again = await writers.restart()
  const refused = { name: 'TooManyRequests', retry: true, retryAfterMs: 1000 }
  await expect(ask(again, ann, ben, 'please!')).rejects.toMatchObject(refused)
  again.clock.pass(1000)
  await ask(again, ann, ben, 'please?')
  expect(await again.answerFriendRequest.list(ben)).toMatchObject([{ text: 'please?' }])
})

it('who refused may still ask himself', async () => {
  const writers = await people()
  await ask(writers, ann, ben, 'please')
  await writers.answerFriendRequest.refuse(ben, ann)
  await ask(writers, ben, ann, '')
  expect(await writers.answerFriendRequest.list(ann)).toMatchObject([{ from: ben }])
  await writers.answerFriendRequest.accept(ann, ben)
  expect(writers.pair(ann, ben)).toMatchObject({ friends: true, remarks: ['', ''] })
})

it('a block forbids to ask and to say yes', async () => {
  const writers = await people()
  await ask(writers, cleo, ann, '')
  await writers.blockUser.block(ann, cleo)
  await expect(ask(writers, cleo, ann, '')).rejects.toMatchObject({ name: 'Blocked' })
  await expect(writers.answerFriendRequest.accept(ann, cleo)).rejects.toMatchObject({ name: 'Blocked' })
  await writers.answerFriendRequest.refuse(ann, cleo)
  expect(await writers.answerFriendRequest.list(ann)).toEqual([])
})

it('what waits is bounded on both sides, and one too many refuses all', async () => {
  const writers = await people()
  const crowd = Array.from({ length: 1_001 }, (_, i) => parseUserId(`person ${i}`))
  await writers.addUsers(...crowd)
  const tooMany = { name: 'TooManyRequests' }
  await expect(writers.befriend(ann, ...crowd)).rejects.toMatchObject(tooMany)
  expect(writers.state.friendRequests.madeBy(ann)).toBe(0)
  await writers.befriend(ann, ...crowd.slice(0, 1_000))
  await expect(writers.befriend(ann, ben)).rejects.toMatchObject(tooMany)
  for (const person of crowd.slice(0, 1_000)) await writers.befriend(person, ben)
  await expect(writers.befriend(cleo, ben)).rejects.toMatchObject(tooMany)
  await writers.answerFriendRequest.refuse(ben, 'person 7')
  await writers.befriend(cleo, ben)
})

it('a full list of friends takes nobody who asks', async () => {
  const writers = await people({ friends: 1 })
  await ask(writers, ann, ben, '')
  await ask(writers, cleo, ben, '')
  await writers.answerFriendRequest.accept(ben, ann)
  await expect(writers.answerFriendRequest.accept(ben, cleo)).rejects.toMatchObject({ name: 'FriendListFull' })
  expect(await writers.answerFriendRequest.list(ben)).toMatchObject([{ from: cleo }])
})

it('requests survive a checkpoint and a restart, answers too, and what failed to be stored did not happen', async () => {
  const writers = await people()
  await ask(writers, ann, ben, 'Benny')
  await ask(writers, cleo, ben, '')
  writers.journal.fail()
  const lost = [ask(writers, ben, ann, ''), writers.answerFriendRequest.refuse(ben, cleo)]
  expect((await Promise.allSettled(lost)).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  writers.journal.heal()
  await writers.answerFriendRequest.accept(ben, cleo)
  await writers.journal.checkpoint(writers.state.snapshot())
  const again = await writers.restart()
  expect(await again.answerFriendRequest.list(ben)).toMatchObject([{ from: ann, text: 'Benny', state: 'pending' }])
  expect(again.pair(cleo, ben).friends).toBe(true)
  expect(again.pair(ann, ben).friends).toBe(false)
  expect([again.state.friendRequests.madeBy(ann), again.state.friendRequests.gotBy(ben)]).toEqual([1, 1])
})

it('a refusal is forgotten at the checkpoint after its day', async () => {
  const writers = await people()
  await ask(writers, ann, ben, '')
  await writers.answerFriendRequest.refuse(ben, ann)
  const kept = () => [...writers.state.snapshot()].filter(({ type }) => type === 'friend-request').length
  expect(kept()).toBe(1)
  writers.clock.pass(day)
  await writers.addUsers(parseUserId('dora'))
  expect(kept()).toBe(0)
  expect(writers.state.friendRequests.find(ann, ben)).toBeUndefined()
})

it('where adding is enough, adding who asked before answers him', async () => {
  const writers = await people()
  await ask(writers, ann, ben, 'Benny')
  const later = await Writers.open({ clock: writers.clock, store: (await closed(writers)).journal.store })
  await later.befriend(ann, ben)
  expect(await later.answerFriendRequest.list(ben)).toEqual([])
  expect(later.pair(ann, ben)).toMatchObject({ friends: true, remarks: ['Benny', ''] })
})

async function closed(writers: Writers): Promise<Writers> {
  await writers.journal.close()
  return writers
}

async function people(limits: { friends?: number } = {}): Promise<Writers> {
  const writers = await Writers.open({ limits: { friendPolicy: 'request', ...limits } })
  await writers.addUsers(ann, ben, cleo)
  return writers
}

function ask(writers: Writers, user: typeof ann, friend: typeof ann, remark: string): Promise<void> {
  return writers.addFriend.addFriends(user, [{ friend, remark }])
}
