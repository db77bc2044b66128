import type { Operation } from '../operation.ts'
import { type AnnotationsPorts, annotationsOperations } from './annotations.ts'
import { type AuditPorts, auditOperations } from './audit.ts'
import { type CompactionsPorts, compactionsOperations } from './compactions.ts'
import { type ConnectionsPorts, connectionsOperations } from './connections.ts'
import { type ConversationsPorts, conversationsOperations } from './conversations.ts'
import { type DepartmentsPorts, departmentsOperations } from './departments.ts'
import { type DevicesPorts, devicesOperations } from './devices.ts'
import { type FilesPorts, filesOperations } from './files.ts'
import { type FriendRequestsPorts, friendRequestsOperations } from './friend-requests.ts'
import { type FriendsPorts, friendsOperations } from './friends.ts'
import { type GroupsPorts, groupsOperations } from './groups.ts'
import { type InspectionPorts, inspectionOperations } from './inspection.ts'
import { type KeysPorts, keysOperations } from './keys.ts'
import { type MembersPorts, membersOperations } from './members.ts'
import { type MessagesPorts, messagesOperations } from './messages.ts'
import { type MutesPorts, mutesOperations } from './mutes.ts'
import { type NoticesPorts, noticesOperations } from './notices.ts'
import { type OverviewPorts, overviewOperations } from './overview.ts'
import { type PresencePorts, presenceOperations } from './presence.ts'
import { type RightsPorts, rightsOperations } from './rights.ts'
import { type SearchPorts, searchOperations } from './search.ts'
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
    FilesPorts,
    NoticesPorts,
    ConversationsPorts,
    AnnotationsPorts,
    SearchPorts,
    KeysPorts,
    MutesPorts,
    DevicesPorts,
    ConnectionsPorts,
    PresencePorts,
    RightsPorts,
    DepartmentsPorts,
    WordsPorts,
    SignInsPorts,
    StatisticsPorts,
    AuditPorts,
    SettingsPorts,
    TracesPorts,
    CompactionsPorts,
    InspectionPorts,
    OverviewPorts {}

/** All of the API. */
export const operations: readonly Operation<OperationPorts>[] = [
  ...usersOperations,
  ...tokensOperations,
  ...friendsOperations,
  ...friendRequestsOperations,
  ...groupsOperations,
  ...membersOperations,
  ...messagesOperations,
  ...filesOperations,
  ...conversationsOperations,
  ...annotationsOperations,
  ...searchOperations,
  ...noticesOperations,
  ...departmentsOperations,
  ...keysOperations,
  ...mutesOperations,
  ...devicesOperations,
  ...connectionsOperations,
  ...presenceOperations,
  ...rightsOperations,
  ...wordsOperations,
  ...signInsOperations,
  ...statisticsOperations,
  ...auditOperations,
  ...settingsOperations,
  ...tracesOperations,
  ...compactionsOperations,
  ...inspectionOperations,
  ...overviewOperations,
]
