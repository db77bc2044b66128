import { groupKey, type HistoryEvent, pairKey } from '@magpie-im/checker'
import { expect, it } from 'vitest'
import { Habits } from './habits.ts'
import { House } from './testing/house.fixture.ts'

const users = ['ann', 'ben', 'cid']
/** So that everything happens soon. */
const weights = { cut: 30, sleep: 20, stall: 20, visit: 30 }

/** Some time of three people with four phones, whose connections break. */
async function someTime(seed: number) {
  const house = new House(seed)
  const [host, ...others] = [...users, 'ann'].map((user, at) => house.phone(user, { type: at < users.length ? 1 : 3 }))
  if (host === undefined) throw new Error('there is no host')
  await house.time.until(host.found('g', users))
  const phones = [host, ...others]
  const habits = phones.map((phone) => {
    const pairs = users.filter((user) => user !== phone.user).map((user) => pairKey(user, phone.user))
    const visits = phone.user === host.user ? [] : [{ group: 'g', host }]
    const conversations = [...pairs, groupKey('g')]
    return new Habits({ phone, conversations, visits, clock: house.time, random: house.random, actsPerSecond: 20, weights })
  })
  for (const habit of habits) habit.start()
  for (let i = 0; i < 4; i++) {
    await house.time.pass(4_000)
    house.server.dropAll()
  }
  for (const habit of habits) habit.stop()
  await house.time.until(Promise.all(phones.map((phone) => phone.finish())))
  return { house, phones }
}

it('does everything a phone can do, and all that was said arrives', async () => {
  const { house, phones } = await someTime(1)
  expect(house.history.map(({ type }) => type)).toEqual(
    expect.arrayContaining(['acked', 'answered', 'asked', 'closed', 'control', 'pinging', 'pulled', 'pushed', 'sent', 'synced']),
  )
  expect(new Set(house.of('asked').map(({ change }) => change.kind))).toEqual(new Set(['join', 'leave', 'read', 'revoke']))
  const stored = [...house.server.threads.values()].flatMap(({ messages }) => messages.map(({ header }) => header.packId))
  expect(new Set(stored).size).toBe(stored.length)
  expect(new Set(house.of('acked').map(({ id }) => id))).toEqual(new Set(stored))
  expect(stored.length).toBeGreaterThan(500)
  expect(phones.map(({ waiting, complaints }) => [waiting, complaints])).toEqual(phones.map(() => [0, []]))
})

it('does the same again when chance, time and server are the same', async () => {
  const histories: HistoryEvent[][] = []
  for (const seed of [7, 7, 8]) histories.push((await someTime(seed)).house.history)
  const [first, again, other] = histories
  expect(again).toEqual(first)
  expect(other).not.toEqual(first)
})
