import type { ChangeMember, JoinGroup, LeaveGroup, ListMembers } from '@magpie-im/services'
import { z } from 'zod'
import { formatCursor, parseCursor } from '../cursor.ts'
import { operation } from '../operation.ts'
import { pageQuery, pageSchema, stampOf, time, userId } from '../schemas/common.ts'
import { memberSchema, showMember } from '../schemas/group.ts'
import { asQuery, type GroupsPorts, ofGroup, operatorOf } from './groups.ts'

export interface MembersPorts extends Pick<GroupsPorts, 'users' | 'groups'> {
  readonly joinGroup: JoinGroup
  readonly leaveGroup: LeaveGroup
  readonly listMembers: ListMembers
  readonly changeMember: ChangeMember
}

const tag = 'members'
const ofMember = ofGroup.extend({ user: userId })

const listMembers = operation({
  id: 'listMembers',
  method: 'GET',
  path: '/api/v1/groups/{group}/members',
  tag,
  summary: 'Lists the members of a group in the order of their ids.',
  scope: 'read',
  console: 'viewer',
  errors: ['GroupNotFound'],
  params: ofGroup,
  query: pageQuery,
  response: pageSchema(memberSchema),
  handle: async ({ params: { group }, query: { cursor, limit } }, ports: MembersPorts) => {
    const { members, more } = await ports.listMembers.list(operatorOf(ports, group, undefined), group, {
      after: parseCursor(cursor) ?? '',
      limit,
    })
    const last = members.at(-1)
    return { items: members.map(showMember), next: more && last !== undefined ? formatCursor(last.user) : null }
  },
})

const addMembers = operation({
  id: 'addMembers',
  method: 'POST',
  path: '/api/v1/groups/{group}/members',
  tag,
  summary: 'Makes users members, all or none; who is one already stays as he is.',
  scope: 'write',
  errors: ['GroupNotFound', 'UserNotFound', 'NotInGroup', 'GroupNotAllowed', 'GroupFull', 'TooManyGroups'],
  params: ofGroup,
  query: asQuery,
  body: z.strictObject({ users: z.array(userId).min(1).max(1000) }),
  handle: ({ params: { group }, query, body }, ports: MembersPorts) =>
    ports.joinGroup.join(operatorOf(ports, group, query.as), group, body.users),
})

const changeMember = operation({
  id: 'changeMember',
  method: 'PATCH',
  path: '/api/v1/groups/{group}/members/{user}',
  tag,
  summary: 'Gives a member another role, or mutes him until a time.',
  scope: 'write',
  console: 'operator',
  errors: ['GroupNotFound', 'UserNotFound', 'NotInGroup', 'GroupNotAllowed'],
  params: ofMember,
  query: asQuery,
  body: z.strictObject({
    role: z.enum(['admin', 'member']).exactOptional(),
    mutedUntil: time.nullable().exactOptional().describe('null: he may write again.'),
  }),
  handle: ({ params: { group, user }, query, body: { mutedUntil, ...role } }, ports: MembersPorts) => {
    const mute = mutedUntil === undefined ? {} : { mutedUntil: mutedUntil === null ? 0 : stampOf(mutedUntil) }
    return ports.changeMember.change(operatorOf(ports, group, query.as), group, { user, ...role, ...mute })
  },
})

const removeMember = operation({
  id: 'removeMember',
  method: 'DELETE',
  path: '/api/v1/groups/{group}/members/{user}',
  tag,
  summary: 'Ends a membership; with `as` the member himself, he leaves.',
  scope: 'write',
  console: 'operator',
  errors: ['GroupNotFound', 'UserNotFound', 'NotInGroup', 'GroupNotAllowed'],
  params: ofMember,
  query: asQuery,
  handle: ({ params: { group, user }, query }, ports: MembersPorts) =>
    ports.leaveGroup.leave(operatorOf(ports, group, query.as), group, [user]),
})

export const membersOperations = [listMembers, addMembers, changeMember, removeMember]
