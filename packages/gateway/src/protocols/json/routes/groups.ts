import type {
  ChangeMember,
  CreateGroup,
  DismissGroup,
  JoinGroup,
  LeaveGroup,
  ListGroups,
  ListMembers,
  TransferGroup,
  UpdateGroup,
} from '@magpie-im/services'
import { type JsonRoute, route } from '../route.ts'
import { showGroup, showMember } from '../views.ts'

export interface GroupPorts {
  readonly createGroup: CreateGroup
  readonly listGroups: ListGroups
  readonly updateGroup: UpdateGroup
  readonly transferGroup: TransferGroup
  readonly dismissGroup: DismissGroup
  readonly joinGroup: JoinGroup
  readonly leaveGroup: LeaveGroup
  readonly listMembers: ListMembers
  readonly changeMember: ChangeMember
}

export function groupRoutes(ports: GroupPorts) {
  const { listGroups, joinGroup, leaveGroup } = ports
  return {
    createGroup: route('createGroup', async ({ request: { id: _, type: __, wantedId, ...looks }, operator }) => {
      const { id } = await ports.createGroup.create(operator, { ...looks, ...(wantedId !== undefined && { id: wantedId }) })
      return { group: id }
    }),
    listGroups: route('listGroups', async ({ request, operator: { user } }) => {
      const { groups, more } = await listGroups.pageOf(user, request)
      return { items: groups.map(showGroup), more }
    }),
    getGroup: route('getGroup', async ({ request: { group }, operator: { user } }) => ({
      group: showGroup(await listGroups.get(user, group)),
    })),
    updateGroup: route('updateGroup', ({ request: { id: _, type: __, group, ...looks }, operator }) =>
      ports.updateGroup.update(operator, group, looks),
    ),
    transferGroup: route('transferGroup', ({ request: { group, to }, operator }) => ports.transferGroup.transfer(operator, group, to)),
    dismissGroup: route('dismissGroup', ({ request: { group }, operator }) => ports.dismissGroup.dismiss(operator, group)),
    joinGroup: route('joinGroup', ({ request: { group }, operator }) => joinGroup.join(operator, group, [operator.user])),
    leaveGroup: route('leaveGroup', ({ request: { group }, operator }) => leaveGroup.leave(operator, group, [operator.user])),
    listMembers: route('listMembers', async ({ request: { group, after, limit }, operator }) => {
      const { members, more } = await ports.listMembers.list(operator, group, { after, limit })
      return { items: members.map(showMember), more }
    }),
    addMembers: route('addMembers', ({ request: { group, users }, operator }) => joinGroup.join(operator, group, users)),
    removeMembers: route('removeMembers', ({ request: { group, users }, operator }) => leaveGroup.leave(operator, group, users)),
    changeMember: route('changeMember', ({ request: { id: _, type: __, group, ...change }, operator }) =>
      ports.changeMember.change(operator, group, change),
    ),
  } satisfies Record<string, JsonRoute>
}
