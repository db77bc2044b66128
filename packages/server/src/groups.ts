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

/** The use cases of groups, which all need the same. */
export function groupsOf(ports: ConstructorParameters<typeof CreateGroup>[0]) {
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
