import type { Clock, ConversationList, CustomService, Deliveries, FriendList, Journal, MessageHistory } from '@magpie-im/model'
import type {
  AddFriend,
  ControlMessage,
  CreateGroup,
  DismissGroup,
  FriendAttributes,
  Horizon,
  JoinGroup,
  LeaveGroup,
  ListGroups,
  MarkRead,
  MonitorConversations,
  Profiles,
  RemoveFriend,
  Send,
  SetConversationAttribute,
  SyncPriority,
  TransferGroup,
  UpdateGroup,
  UpdateProfile,
} from '@magpie-im/services'
import type { Admission } from '../../../admission.ts'
import type { SignIn } from '../../../sign-in.ts'
import type { ServerIdentity } from '../envelope/key-agreement.ts'
import type { Labels } from '../labels.ts'
import type { OmtpRoute } from '../route.ts'
import { friendAdd } from './friend-add.ts'
import { friendDel } from './friend-del.ts'
import { friendSync } from './friend-sync.ts'
import { groupChatCreate } from './groupchat-create.ts'
import { groupChatDismiss } from './groupchat-dismiss.ts'
import { groupChatInfoUpdate } from './groupchat-info-update.ts'
import { groupChatJion } from './groupchat-jion.ts'
import { groupChatMembersGet } from './groupchat-members-get.ts'
import { groupChatQuit } from './groupchat-quit.ts'
import { groupChatSync } from './groupchat-sync.ts'
import { groupChatUpdateCreator } from './groupchat-update-creator.ts'
import { highPriorMsgSync } from './high-prior-msg-sync.ts'
import { historyMsgPull } from './history-msg-pull.ts'
import { hotSessionSync } from './hotsession-sync.ts'
import { kickout } from './kickout.ts'
import { login } from './login.ts'
import { logout } from './logout.ts'
import { msgBizNotify } from './msg-biz-notify.ts'
import { msgCtrl } from './msg-ctrl.ts'
import { msgGroupChat } from './msg-group-chat.ts'
import { msgRead } from './msg-read.ts'
import { msgSingleChat } from './msg-single-chat.ts'
import { ping } from './ping.ts'
import { routed } from './routed.ts'
import { sessionMonitorStart } from './session-monitor-start.ts'
import { sessionMonitorStop } from './session-monitor-stop.ts'
import { sessionMonitorSync } from './session-monitor-sync.ts'
import { sessionAttributeSet } from './sessionattribute-set.ts'
import { userAttributeGet } from './userattribute-get.ts'
import { userAttributeSet } from './userattribute-set.ts'
import { userInfoGet } from './userinfo-get.ts'
import { userInfoUpdate } from './userinfo-update.ts'

export interface OmtpPorts {
  readonly signIn: SignIn
  readonly admission: Admission
  readonly send: Send
  readonly markRead: MarkRead
  readonly controlMessage: ControlMessage
  readonly monitor: MonitorConversations
  readonly syncPriority: SyncPriority
  readonly addFriend: AddFriend
  readonly removeFriend: RemoveFriend
  readonly friendAttributes: FriendAttributes
  readonly setConversationAttribute: SetConversationAttribute
  readonly updateProfile: UpdateProfile
  readonly profiles: Profiles
  readonly journal: Journal
  readonly deliveries: Deliveries
  readonly createGroup: CreateGroup
  readonly dismissGroup: DismissGroup
  readonly joinGroup: JoinGroup
  readonly leaveGroup: LeaveGroup
  readonly listGroups: ListGroups
  readonly transferGroup: TransferGroup
  readonly updateGroup: UpdateGroup
  readonly conversations: ConversationList
  readonly history: MessageHistory
  readonly friends: FriendList
  readonly horizon: Horizon
  readonly labels: Labels
  /** Packet types that services of others answer. */
  readonly custom: ReadonlyMap<number, CustomService>
  readonly clock: Clock
  readonly identity: ServerIdentity
}

/** One row per packet type; what is not here is answered with EC_PROTOCOL. */
export function omtpRoutes(ports: OmtpPorts): OmtpRoute[] {
  return [
    ping(),
    login(ports),
    logout(),
    kickout(ports),
    msgSingleChat(ports),
    msgRead(ports),
    msgBizNotify(ports),
    msgCtrl(ports),
    highPriorMsgSync(ports),
    hotSessionSync(ports),
    historyMsgPull(ports),
    friendAdd(ports),
    friendDel(ports),
    friendSync(ports),
    userInfoGet(ports),
    userInfoUpdate(ports),
    userAttributeSet(ports),
    userAttributeGet(ports),
    sessionAttributeSet(ports),
    msgGroupChat(ports),
    groupChatUpdateCreator(ports),
    groupChatSync(ports),
    groupChatQuit(ports),
    groupChatMembersGet(ports),
    groupChatJion(ports),
    groupChatInfoUpdate(ports),
    groupChatDismiss(ports),
    groupChatCreate(ports),
    sessionMonitorStart(ports),
    sessionMonitorStop(ports),
    sessionMonitorSync(ports),
    ...[...ports.custom].map(([type, service]) => routed(type, service)),
  ]
}
