import { openMemoryJournal } from '@magpie-im/journal'
import { type FriendPolicy, friendPolicies, parseUserId } from '@magpie-im/model'
import { AddFriend, GrantRights, ManageUsers, nobodyOnline, Passwords, roleOf, WritersState } from '@magpie-im/services'
import { expect, it } from 'vitest'
import { demoOperator, demoUsers, makeDemoAccounts } from './demo.ts'
import { systemClock } from './system-clock.ts'

it.each(friendPolicies)(
  'a first start makes two demo accounts, friends already, and an operator, without passwords, with policy %s',
  async (policy) => {
    const { make, users, areFriends, role } = office(policy)
    await make()
    expect(users.list()).toMatchObject([...demoUsers, demoOperator].map((id) => ({ id, demo: true, passwordHash: '' })))
    expect(areFriends()).toBe(true)
    expect(role()).toBe('admin')
  },
)

it('a later start changes nothing', async () => {
  const { make, users } = office()
  await make()
  const before = users.list()
  await make()
  expect(users.list()).toEqual(before)
})

it('a name that an ordinary account has taken stays that account’s', async () => {
  const { make, users, areFriends, role } = office()
  await users.add({ id: 'ben', password: 'secret' })
  await users.add({ id: 'olga', password: 'secret' })
  await make()
  expect(users.get('ben').demo).toBe(false)
  expect(areFriends()).toBe(false)
  expect(role()).toBeUndefined()
})

function office(friendPolicy: FriendPolicy = 'add') {
  const journal = openMemoryJournal({ keyOf: () => undefined })
  const { accounts, conversations, blocks, friendRequests, grants, stamps } = new WritersState(systemClock)
  const deliveries = nobodyOnline
  const users = new ManageUsers({ journal, accounts, passwords: new Passwords(), deliveries })
  const friends = { journal, accounts, conversations, blocks, friendRequests, deliveries, mostFriends: 10 }
  const addFriend = new AddFriend({ ...friends, clock: systemClock, friendPolicy })
  const [ann, ben] = demoUsers.map(parseUserId)
  const areFriends = () => ann !== undefined && ben !== undefined && (conversations.find(ann, ben)?.friends ?? false)
  const grantRights = new GrantRights({ journal, accounts, grants, stamps })
  const role = () => roleOf(grants, parseUserId(demoOperator))
  return { users, areFriends, role, make: () => makeDemoAccounts({ users, grants, grantRights, conversations, addFriend }) }
}
