import type { Operation } from '../operation.ts'
import { type ConnectionsPorts, connectionsOperations } from './connections.ts'
import { type ConversationsPorts, conversationsOperations } from './conversations.ts'
import { type DepartmentsPorts, departmentsOperations } from './departments.ts'
import { type DevicesPorts, devicesOperations } from './devices.ts'
import { type FriendRequestsPorts, friendRequestsOperations } from './friend-requests.ts'
import { type FriendsPorts, friendsOperations } from './friends.ts'
import { type GroupsPorts, groupsOperations } from './groups.ts'
import { type KeysPorts, keysOperations } from './keys.ts'
import { type MembersPorts, membersOperations } from './members.ts'
import { type MessagesPorts, messagesOperations } from './messages.ts'
import { type NoticesPorts, noticesOperations } from './notices.ts'
import { type RecordsPorts, recordsOperations } from './records.ts'
import { type RightsPorts, rightsOperations } from './rights.ts'
import { type TokensPorts, tokensOperations } from './tokens.ts'
import { type UsersPorts, usersOperations } from './users.ts'

export interface OperationPorts
  extends UsersPorts,
    TokensPorts,
    FriendsPorts,
    FriendRequestsPorts,
    GroupsPorts,
    MembersPorts,
    MessagesPorts,
    NoticesPorts,
    ConversationsPorts,
    ConnectionsPorts,
    DevicesPorts,
    RecordsPorts,
    RightsPorts,
    DepartmentsPorts,
    KeysPorts {}

/** All of the API. */
export const operations: readonly Operation<OperationPorts>[] = [
  ...usersOperations,
  ...tokensOperations,
  ...friendsOperations,
  ...friendRequestsOperations,
  ...groupsOperations,
  ...membersOperations,
  ...messagesOperations,
  ...conversationsOperations,
  ...noticesOperations,
  ...connectionsOperations,
  ...devicesOperations,
  ...recordsOperations,
  ...rightsOperations,
  ...departmentsOperations,
  ...keysOperations,
]
