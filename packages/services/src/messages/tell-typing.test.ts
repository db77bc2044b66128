import { parseUserId } from '@magpie-im/model'
import { expect, it } from 'vitest'
import { ann, ben, cleo, Writers } from '../testing/writers.fixture.ts'
import { TellTyping } from './tell-typing.ts'

it('the other one of two is told, nobody else, and nothing is written', async () => {
  const writers = await Writers.withFriends(ann, ben)
  const records = writers.records.length
  typingOf(writers).tell(ann, writers.pair(ann, ben), true)
  expect(writers.deliveries.all).toMatchObject([{ to: ben, event: { kind: 'typing', audience: 'single', peer: ann, user: ann, on: true } }])
  await writers.durable()
  expect(writers.records.length).toBe(records)
})

it('who may not write is refused, and nobody is told', async () => {
  const writers = await Writers.withFriends(ann, ben)
  await writers.addUsers(cleo)
  const pair = writers.pair(ann, ben)
  expect(() => typingOf(writers).tell(cleo, pair, true)).toThrow(expect.objectContaining({ name: 'NotInConversation' }))
  await writers.muteUser.mute('test', ann, writers.clock.now() * 1000 + 1_000_000)
  expect(() => typingOf(writers).tell(ann, pair, true)).toThrow(expect.objectContaining({ name: 'Muted' }))
  await writers.blockUser.block(ann, ben)
  expect(() => typingOf(writers).tell(ben, pair, true)).toThrow(expect.objectContaining({ name: 'Blocked' }))
  await writers.blockUser.unblock(ann, ben)
  await writers.removeFriend.removeFriends(ann, [ben])
  expect(() => typingOf(writers).tell(ben, pair, true)).toThrow(expect.objectContaining({ name: 'NotFriends' }))
  expect(writers.deliveries.all.filter(({ event }) => event.kind === 'typing')).toEqual([])
})

it('members of a group are told but those with whom there is a block, up to a hundred of them', async () => {
  for (const [size, told] of [
    [100, 98],
    [101, 0],
  ] as const) {
    const writers = await Writers.open()
    const others = Array.from({ length: size - 2 }, (_, i) => `member-${i}`)
    await writers.addUsers(ann, ben, ...others.map(parseUserId))
    const { id } = await writers.createGroup.create({ user: ann }, { name: 'Club', members: ['ben', ...others] })
    await writers.blockUser.block(parseUserId('member-0'), ben)
    typingOf(writers).tell(ben, writers.state.groups.get(id), true)
    const events = writers.deliveries.all.filter(({ event }) => event.kind === 'typing')
    expect(events.length).toBe(told)
    expect(events.map(({ to }) => to)).not.toContain('member-0')
    expect(events.map(({ to }) => to)).not.toContain(ben)
  }
})

function typingOf({ state, deliveries, clock }: Writers): TellTyping {
  return new TellTyping({ ...state, deliveries, clock, chatPolicy: 'friends' })
}
