import {
  asOwner,
  type CreateGroup,
  type DismissGroup,
  type GroupState,
  type Groups,
  type ManageUsers,
  type Operator,
  type TransferGroup,
  type UpdateGroup,
} from '@magpie-im/services'
import { z } from 'zod'
import { parseNumberCursor, searchPage } from '../cursor.ts'
import { operation } from '../operation.ts'
import { groupId, isFound, pageSchema, searchQuery, userId } from '../schemas/common.ts'
import { groupChange, groupSchema, newGroupFields, showGroup } from '../schemas/group.ts'

export interface GroupsPorts {
  readonly users: ManageUsers
  readonly groups: Groups
  readonly createGroup: CreateGroup
  readonly updateGroup: UpdateGroup
  readonly dismissGroup: DismissGroup
  readonly transferGroup: TransferGroup
}

const tag = 'groups'
export const ofGroup = z.object({ group: groupId })
export const asQuery = z.object({ as: userId.exactOptional().describe('Who does it: his role in the group decides. None: its owner.') })

/** Who does something to a group. */
export function operatorOf({ users, groups }: Pick<GroupsPorts, 'users' | 'groups'>, group: string, as: string | undefined): Operator {
  return as === undefined ? asOwner(groups, group) : { user: users.get(as).id }
}

const createGroup = operation({
  id: 'createGroup',
  method: 'POST',
  path: '/api/v1/groups',
  tag,
  summary: 'Founds a group.',
  scope: 'write',
  status: 201,
  errors: ['UserNotFound', 'GroupFull', 'TooManyGroups'],
  body: z.strictObject({
    id: groupId.exactOptional().describe('Given if it was never used; otherwise the group is named by its number.'),
    owner: userId,
    ...newGroupFields,
    members: z.array(userId).max(100_000).default([]).describe('Beside the owner.'),
  }),
  response: groupSchema,
  subject: (_, { id }) => id,
  handle: async ({ body: { owner, ...command } }, { users, groups, createGroup }: GroupsPorts) => {
    const { id } = await createGroup.create({ user: users.get(owner).id }, command)
    return showGroup(groups.get(id))
  },
})

const listGroups = operation({
  id: 'listGroups',
  method: 'GET',
  path: '/api/v1/groups',
  tag,
  summary: 'Lists groups in the order in which they were founded: all, or those that a search finds.',
  scope: 'read',
  console: 'viewer',
  query: searchQuery,
  response: pageSchema(groupSchema),
  handle: ({ query: { search, cursor, limit } }, { groups }: GroupsPorts) => {
    const after = parseNumberCursor(cursor) ?? 0
    const matches = ({ info }: GroupState) => !info.dismissed && isFound(search, info.id, info.name)
    const page = searchPage(groups.above(after), { limit, matches, placeOf: ({ info }) => info.number })
    return { ...page, items: page.items.map(showGroup) }
  },
})

const listGroupsOfUser = operation({
  id: 'listGroupsOfUser',
  method: 'GET',
  path: '/api/v1/users/{user}/groups',
  tag,
  summary: 'Lists the groups a user is in, at most as many as one may be in.',
  scope: 'read',
  console: 'viewer',
  errors: ['UserNotFound'],
  params: z.object({ user: userId }),
  response: z.object({ items: z.array(groupSchema) }),
  handle: ({ params: { user } }, { users, groups }: GroupsPorts) => ({ items: [...groups.of(users.get(user).id)].map(showGroup) }),
})

const getGroup = operation({
  id: 'getGroup',
  method: 'GET',
  path: '/api/v1/groups/{group}',
  tag,
  summary: 'Shows a group.',
  scope: 'read',
  console: 'viewer',
  errors: ['GroupNotFound'],
  params: ofGroup,
  response: groupSchema,
  handle: ({ params: { group } }, { groups }: GroupsPorts) => showGroup(groups.get(group)),
})

const updateGroup = operation({
  id: 'updateGroup',
  method: 'PATCH',
  path: '/api/v1/groups/{group}',
  tag,
  summary: 'Changes a group: its looks, its limit, who may join, what new members may read, whether members may write.',
  scope: 'write',
  console: 'operator',
  errors: ['GroupNotFound', 'UserNotFound', 'NotInGroup', 'NotGroupOwner', 'GroupFull'],
  params: ofGroup,
  query: asQuery,
  body: groupChange,
  response: groupSchema,
  handle: async ({ params: { group }, query, body }, ports: GroupsPorts) => {
    await ports.updateGroup.update(operatorOf(ports, group, query.as), group, body)
    return showGroup(ports.groups.get(group))
  },
})

const transferGroup = operation({
  id: 'transferGroup',
  method: 'POST',
  path: '/api/v1/groups/{group}/transfer',
  tag,
  summary: 'Hands a group to another member; the old owner stays a member.',
  scope: 'write',
  console: 'operator',
  errors: ['GroupNotFound', 'UserNotFound', 'NotInGroup', 'NotGroupOwner'],
  params: ofGroup,
  query: asQuery,
  body: z.strictObject({ to: userId }),
  handle: ({ params: { group }, query, body: { to } }, ports: GroupsPorts) =>
    ports.transferGroup.transfer(operatorOf(ports, group, query.as), group, to),
})

const dismissGroup = operation({
  id: 'dismissGroup',
  method: 'DELETE',
  path: '/api/v1/groups/{group}',
  tag,
  summary: 'Ends a group for everybody; its id is not given again.',
  scope: 'write',
  console: 'operator',
  errors: ['GroupNotFound', 'UserNotFound', 'NotInGroup', 'NotGroupOwner'],
  params: ofGroup,
  query: asQuery,
  handle: ({ params: { group }, query }, ports: GroupsPorts) => ports.dismissGroup.dismiss(operatorOf(ports, group, query.as), group),
})

export const groupsOperations = [createGroup, listGroups, listGroupsOfUser, getGroup, updateGroup, transferGroup, dismissGroup]
