import type { Operation } from '../operation.ts'
import { type AuditPorts, auditOperations } from './audit.ts'
import { type CompactionsPorts, compactionsOperations } from './compactions.ts'
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
import { type MutesPorts, mutesOperations } from './mutes.ts'
import { type NoticesPorts, noticesOperations } from './notices.ts'
import { type RightsPorts, rightsOperations } from './rights.ts'
import { type SettingsPorts, settingsOperations } from './settings.ts'
import { type SignInsPorts, signInsOperations } from './sign-ins.ts'
import { type StatisticsPorts, statisticsOperations } from './statistics.ts'
import { type TokensPorts, tokensOperations } from './tokens.ts'
import { type TracesPorts, tracesOperations } from './traces.ts'
import { type UsersPorts, usersOperations } from './users.ts'
import { type WordsPorts, wordsOperations } from './words.ts'

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
    KeysPorts,
    MutesPorts,
    DevicesPorts,
    ConnectionsPorts,
    RightsPorts,
    DepartmentsPorts,
    WordsPorts,
    SignInsPorts,
    StatisticsPorts,
    AuditPorts,
    SettingsPorts,
    TracesPorts,
    CompactionsPorts {}

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
  ...departmentsOperations,
  ...keysOperations,
  ...mutesOperations,
  ...devicesOperations,
  ...connectionsOperations,
  ...rightsOperations,
  ...wordsOperations,
  ...signInsOperations,
  ...statisticsOperations,
  ...auditOperations,
  ...settingsOperations,
  ...tracesOperations,
  ...compactionsOperations,
]
