import type { AddFriend, ManageUsers } from '@magpie-im/services'

/** Two accounts to try things with, friends already. They sign in by token only, and only while the server is in demo mode. */
export const demoUsers = ['ann', 'ben'] as const

/** Makes them at the first start; a name that an ordinary account has taken stays that account's. */
export async function makeDemoAccounts(users: ManageUsers, addFriend: AddFriend): Promise<void> {
  const missing = demoUsers.filter((id) => !exists(users, id))
  if (missing.length < demoUsers.length) return
  const [ann, ben] = await Promise.all(missing.map((id) => users.add({ id, demo: true })))
  if (ann !== undefined && ben !== undefined) await addFriend.addFriends(ann.id, [{ friend: ben.id, remark: '' }])
}

function exists(users: ManageUsers, id: string): boolean {
  return users.list().some((user) => user.id === id)
}
