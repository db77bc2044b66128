import { openMemoryJournal } from '@magpie-im/journal'
import { type FriendPolicy, friendPolicies, parseUserId } from '@magpie-im/model'
import { AddFriend, ManageUsers, nobodyOnline, Passwords, WritersState } from '@magpie-im/services'
import { expect, it } from 'vitest'
import { demoUsers, makeDemoAccounts } from './demo.ts'
import { systemClock } from './system-clock.ts'

it.each(friendPolicies)('a first start makes two demo accounts, friends already, that have no password, with policy %s', async (policy) => {
  const { make, users, areFriends } = office(policy)
  await make()
  expect(users.list()).toMatchObject(demoUsers.map((id) => ({ id, demo: true, passwordHash: '' })))
  expect(areFriends()).toBe(true)
})

it('a later start changes nothing', async () => {
  const { make, users } = office()
  await make()
  const before = users.list()
  await make()
  expect(users.list()).toEqual(before)
})

it('a name that an ordinary account has taken stays that account’s', async () => {
  const { make, users, areFriends } = office()
  await users.add({ id: 'ben', password: 'secret' })
  await make()
  expect(users.get('ben').demo).toBe(false)
  expect(areFriends()).toBe(false)
})

function office(friendPolicy: FriendPolicy = 'add') {
  const journal = openMemoryJournal({ keyOf: () => undefined })
  const { accounts, conversations, blocks, friendRequests } = new WritersState(systemClock)
  const deliveries = nobodyOnline
  const users = new ManageUsers({ journal, accounts, passwords: new Passwords(), deliveries })
  const friends = { journal, accounts, conversations, blocks, friendRequests, deliveries, mostFriends: 10 }
  const addFriend = new AddFriend({ ...friends, clock: systemClock, friendPolicy })
  const [ann, ben] = demoUsers.map(parseUserId)
  const areFriends = () => ann !== undefined && ben !== undefined && (conversations.find(ann, ben)?.friends ?? false)
  return { users, areFriends, make: () => makeDemoAccounts({ users, conversations, addFriend }) }
}
