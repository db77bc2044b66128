import { expect, it } from 'vitest'
import { ann, ben, cleo, Writers } from '../testing/writers.fixture.ts'
import { PresenceRules } from './presence-rules.ts'

it('friends may know, or everyone, or nobody; oneself always, and never across a block', async () => {
  const writers = await Writers.withFriends(ann, ben)
  const may = (visibleTo: 'friends' | 'everyone' | 'nobody') => {
    const rules = new PresenceRules({ ...writers.state, visibleTo })
    return [ann, ben, cleo].map((asker) => rules.mayKnow(asker, ben))
  }
  expect(may('friends')).toEqual([true, true, false])
  expect(may('everyone')).toEqual([true, true, true])
  expect(may('nobody')).toEqual([false, true, false])
  for (const [user, other] of [
    [ann, ben],
    [ben, ann],
  ] as const) {
    await writers.blockUser.block(user, other)
    expect(may('friends')).toEqual([false, true, false])
    expect(may('everyone')).toEqual([false, true, true])
    await writers.blockUser.unblock(user, other)
  }
})
