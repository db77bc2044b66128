import type { Clock, ConversationList, FriendList, MessageHistory } from '@magpie-im/model'
import type {
  AddFriend,
  CreateGroup,
  DismissGroup,
  Horizon,
  JoinGroup,
  LeaveGroup,
  ListGroups,
  MarkRead,
  Send,
  TransferGroup,
  UpdateGroup,
} from '@magpie-im/services'
import type { SignIn } from '../../../sign-in.ts'
import type { Labels } from '../labels.ts'
import type { OmtpRoute } from '../route.ts'
import { friendAdd } from './friend-add.ts'
import { friendSync } from './friend-sync.ts'
import { groupChatCreate } from './groupchat-create.ts'
import { groupChatDismiss } from './groupchat-dismiss.ts'
import { groupChatInfoUpdate } from './groupchat-info-update.ts'
import { groupChatJion } from './groupchat-jion.ts'
import { groupChatMembersGet } from './groupchat-members-get.ts'
import { groupChatQuit } from './groupchat-quit.ts'
import { groupChatSync } from './groupchat-sync.ts'
import { groupChatUpdateCreator } from './groupchat-update-creator.ts'
import { historyMsgPull } from './history-msg-pull.ts'
import { hotSessionSync } from './hotsession-sync.ts'
import { login } from './login.ts'
import { logout } from './logout.ts'
import { msgGroupChat } from './msg-group-chat.ts'
import { msgRead } from './msg-read.ts'
import { msgSingleChat } from './msg-single-chat.ts'
import { ping } from './ping.ts'

export interface OmtpPorts {
  readonly signIn: SignIn
  readonly send: Send
  readonly markRead: MarkRead
  readonly addFriend: AddFriend
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
  readonly clock: Clock
}

/** One row per packet type; what is not here is answered with EC_PROTOCOL. */
export function omtpRoutes(ports: OmtpPorts): OmtpRoute[] {
  return [
    ping(),
    login(ports),
    logout(),
    msgSingleChat(ports),
    msgRead(ports),
    hotSessionSync(ports),
    historyMsgPull(ports),
    friendAdd(ports),
    friendSync(ports),
    msgGroupChat(ports),
    groupChatUpdateCreator(ports),
    groupChatSync(ports),
    groupChatQuit(ports),
    groupChatMembersGet(ports),
    groupChatJion(ports),
    groupChatInfoUpdate(ports),
    groupChatDismiss(ports),
    groupChatCreate(ports),
  ]
}
