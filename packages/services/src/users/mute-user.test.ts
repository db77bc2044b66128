import { expect, it } from 'vitest'
import { ann, ben, Writers } from '../testing/writers.fixture.ts'

it('who is muted writes nowhere until it is over', async () => {
  const writers = await withRights()
  await writers.muteUser.mute('key:1', ann, (writers.clock.now() + 60_000) * 1000)
  const attempts = [() => writers.say(ann, ben, 'hi'), () => writers.tell(ann, 'club', 'hi'), () => writers.notify(ann, ben, 'hi')]
  for (const attempt of attempts) await expect(attempt()).rejects.toMatchObject({ name: 'Muted' })
  expect(writers.messages).toEqual([])
  await writers.say(ben, ann, 'poor you')

  writers.clock.pass(60_000)
  for (const attempt of attempts) await attempt()
  expect(writers.messages).toHaveLength(4)
})

it('a mute can be ended early', async () => {
  const writers = await withRights()
  await writers.muteUser.mute('key:1', ann, Number.MAX_SAFE_INTEGER)
  await writers.muteUser.mute('key:1', ann, 0)
  await writers.say(ann, ben, 'back')
  expect(writers.records.filter(({ type }) => type === 'audit')).toMatchObject([
    { action: 'right.grant' },
    { action: 'user.mute', actor: 'key:1', subject: 'user:ann' },
    { action: 'user.mute', detail: 'ended' },
  ])
})

it('what was accepted before the mute gets its first result again (I3)', async () => {
  const writers = await withRights()
  const first = await writers.say(ann, ben, 'hi', { clientMessageId: 'm' })
  await writers.muteUser.mute('key:1', ann, Number.MAX_SAFE_INTEGER)
  expect(await writers.say(ann, ben, 'hi', { clientMessageId: 'm' })).toMatchObject({ seqId: first.seqId })
})

it('a mute survives a restart from a checkpoint', async () => {
  const before = await withRights()
  await before.muteUser.mute('key:1', ann, Number.MAX_SAFE_INTEGER)
  await before.journal.checkpoint(before.state.snapshot())
  const writers = await before.restart()
  await expect(writers.say(ann, ben, 'hi')).rejects.toMatchObject({ name: 'Muted' })
})

async function withRights(): Promise<Writers> {
  const writers = await Writers.withFriends(ann, ben)
  await writers.grantRights.grant('key:1', { user: ann, right: 'notify', conversation: undefined })
  await writers.createGroup.create({ user: ann }, { id: 'club', name: '', members: [ben] })
  return writers
}
