import {
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
import type { Config } from './config/keys.ts'

type GroupPorts = ConstructorParameters<typeof CreateGroup>[0]

/** The use cases of groups, which all need the same. */
export function groupsOf(config: Config, parts: Omit<GroupPorts, 'groupsPerUser' | 'largestGroup'>) {
  const ports: GroupPorts = {
    ...parts,
    get groupsPerUser() {
      return config['limits.groupsPerUser']
    },
    get largestGroup() {
      return config['groups.members']
    },
  }
  return {
    changeMember: new ChangeMember(ports),
    listMembers: new ListMembers(ports),
    createGroup: new CreateGroup(ports),
    dismissGroup: new DismissGroup(ports),
    joinGroup: new JoinGroup(ports),
    leaveGroup: new LeaveGroup(ports),
    listGroups: new ListGroups(ports),
    transferGroup: new TransferGroup(ports),
    updateGroup: new UpdateGroup(ports),
  }
}
