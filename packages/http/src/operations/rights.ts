import { type Grant, type Right, rights } from '@magpie-im/model'
import type { GrantRights, Grants, Groups, ManageUsers } from '@magpie-im/services'
import { z } from 'zod'
import { operation } from '../operation.ts'
import { groupId, userId } from '../schemas/common.ts'

export interface RightsPorts {
  readonly users: ManageUsers
  readonly groups: Groups
  readonly grants: Grants
  readonly grantRights: GrantRights
}

const tag = 'rights'
const right = z.enum(rights).describe('To give notice, to follow conversations of others, to view, operate or administer in the console.')
const ofRight = z.object({ user: userId, right })
const where = z.object({ group: groupId.exactOptional().describe('Where it holds; none: everywhere.') })

const listRights = operation({
  id: 'listRights',
  method: 'GET',
  path: '/api/v1/users/{user}/rights',
  tag,
  summary: 'Lists the rights that a user was given beyond those of everybody.',
  scope: 'read',
  console: 'viewer',
  errors: ['UserNotFound'],
  params: z.object({ user: userId }),
  response: z.object({ items: z.array(z.object({ right, group: groupId.nullable().describe('null: everywhere.') })) }),
  handle: ({ params: { user } }, { users, groups, grants }: RightsPorts) => ({
    items: grants.of(users.get(user).id).map(({ right, conversation }) => ({
      right,
      group: conversation === undefined ? null : (groups.byConversation(conversation)?.info.id ?? ''),
    })),
  }),
})

const grantRight = operation({
  id: 'grantRight',
  method: 'PUT',
  path: '/api/v1/users/{user}/rights/{right}',
  tag,
  summary: 'Gives a user a right, everywhere or in one group.',
  scope: 'admin',
  console: 'admin',
  auditedByUseCase: true,
  errors: ['UserNotFound', 'GroupNotFound'],
  params: ofRight,
  query: where,
  handle: ({ params, query, actor }, ports: RightsPorts) => ports.grantRights.grant(actor, grantOf(params, query, ports)),
})

const revokeRight = operation({
  id: 'revokeRight',
  method: 'DELETE',
  path: '/api/v1/users/{user}/rights/{right}',
  tag,
  summary: 'Takes a right from a user again, as it was given.',
  scope: 'admin',
  console: 'admin',
  auditedByUseCase: true,
  errors: ['UserNotFound', 'GroupNotFound'],
  params: ofRight,
  query: where,
  handle: ({ params, query, actor }, ports: RightsPorts) => ports.grantRights.revoke(actor, grantOf(params, query, ports)),
})

export const rightsOperations = [listRights, grantRight, revokeRight]

function grantOf(named: { user: string; right: Right }, { group }: { group?: string }, { users, groups }: RightsPorts): Grant {
  const { id: user } = users.get(named.user)
  return { user, right: named.right, conversation: group === undefined ? undefined : groups.get(group).id }
}
