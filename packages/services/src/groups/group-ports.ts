import { type ConnectionId, type Deliveries, ImError, type Journal, type Member, type UserId } from '@magpie-im/model'
import type { Accounts } from '../users/accounts.ts'
import type { GroupState } from './group-state.ts'
import type { Groups } from './groups.ts'

export interface GroupPorts {
  readonly journal: Journal
  readonly accounts: Accounts
  readonly groups: Groups
  readonly deliveries: Deliveries
  readonly groupsPerUser: number
  /** The largest limit a group may have. */
  readonly largestGroup: number
}

/** Who asks, and the connection whose device is not told of what it did itself. */
export interface Operator {
  readonly user: UserId
  readonly connection?: ConnectionId
}

/** An operator of the server does what the owner might; throws `GroupNotFound`. */
export function asOwner(groups: Groups, id: string): Operator {
  return { user: groups.get(id).info.owner }
}

/** Throws `NotInGroup` for who is not in it. */
export function memberOf(group: GroupState, user: string): Member {
  const member = group.find(user as UserId) // as: only looked up; what is no user id is not there
  if (member === undefined) throw new ImError('NotInGroup')
  return member
}

/** Throws `NotGroupOwner` for everybody else who is in the group. */
export function checkOwner(group: GroupState, user: UserId): void {
  if (memberOf(group, user).role !== 'owner') throw new ImError('NotGroupOwner')
}

/** Throws `TooManyGroups` when one of `users` cannot be in one more. */
export function checkGroupsLeft({ groups, groupsPerUser }: Pick<GroupPorts, 'groups' | 'groupsPerUser'>, users: readonly UserId[]): void {
  if (users.every((user) => groups.hasRoom(user, groupsPerUser))) return
  throw new ImError('TooManyGroups', { detail: `at most ${groupsPerUser}` })
}

/** So that one request stays a matter of milliseconds. */
const mostAtOnce = 1_000

/** Throws `BadRequest` for more names than are dealt with at once. */
export function checkAtOnce(names: readonly string[]): void {
  if (names.length > mostAtOnce) throw new ImError('BadRequest', { detail: `at most ${mostAtOnce} members at once` })
}

/** Each once, in the order they were named; throws `UserNotFound` for who does not exist. */
export function knownUsers(accounts: Accounts, names: readonly string[]): UserId[] {
  return [...new Set(names)].map((name) => {
    const account = accounts.find(name as UserId) // as: only looked up; what is no user id is not there
    if (account === undefined) throw new ImError('UserNotFound')
    return account.id
  })
}
