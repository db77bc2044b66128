import { groupKey, pairKey } from '@magpie-im/checker'
import { Habits } from '../habits.ts'
import { House } from './house.fixture.ts'
import type { Flaw } from './small-server.fixture.ts'

const users = ['ann', 'ben', 'cid']
/** So that everything happens soon. */
const weights = { cut: 30, sleep: 20, stall: 20, visit: 30 }

/** Some time of three people with four phones, whose connections break; in the end the server says what it stored. */
export async function someTime(seed: number, flaw?: Flaw) {
  const house = new House(seed)
  house.server.flaw = flaw
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
    await house.time.pass(2_500)
    house.server.dropAll()
  }
  for (const habit of habits) habit.stop()
  await house.time.until(Promise.all(phones.map((phone) => phone.finish())))
  house.history.push(...house.server.stored(house.time.monotonic()))
  return { house, phones }
}
