import { type AddFriend, type Conversations, type GrantRights, type Grants, type ManageUsers, roleOf } from '@magpie-im/services'

/** Two accounts to try things with, friends already. They sign in by token only, and only while the server is in demo mode. */
export const demoUsers = ['ann', 'ben'] as const

/** Another, who is admin in the console. */
export const demoOperator = 'olga'

interface DemoPorts {
  readonly users: ManageUsers
  readonly grants: Grants
  readonly grantRights: GrantRights
  readonly conversations: Conversations
  readonly addFriend: AddFriend
}

/** Makes what of them is missing; a name that an ordinary account has taken stays that account's. */
export async function makeDemoAccounts({ users, grants, grantRights, conversations, addFriend }: DemoPorts): Promise<void> {
  const taken = new Map(users.list().map((user) => [String(user.id), user]))
  const [ann, ben, olga] = await Promise.all([...demoUsers, demoOperator].map((id) => taken.get(id) ?? users.add({ id, demo: true })))
  if (olga?.demo && roleOf(grants, olga.id) === undefined)
    await grantRights.grant('demo', { user: olga.id, right: 'administer', conversation: undefined })
  if (!ann?.demo || !ben?.demo || conversations.find(ann.id, ben.id) !== undefined) return
  // Where friends are asked first, the second is the yes to the first.
  await addFriend.addFriends(ann.id, [{ friend: ben.id, remark: '' }])
  await addFriend.addFriends(ben.id, [{ friend: ann.id, remark: '' }])
}
