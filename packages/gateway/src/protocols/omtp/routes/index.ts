import type { Clock, ConversationList, FriendList, MessageHistory } from '@magpie-im/model'
import type { AddFriend, Horizon, MarkRead, Send } from '@magpie-im/services'
import type { SignIn } from '../../../sign-in.ts'
import type { Labels } from '../labels.ts'
import type { OmtpRoute } from '../route.ts'
import { friendAdd } from './friend-add.ts'
import { friendSync } from './friend-sync.ts'
import { historyMsgPull } from './history-msg-pull.ts'
import { hotSessionSync } from './hotsession-sync.ts'
import { login } from './login.ts'
import { logout } from './logout.ts'
import { msgRead } from './msg-read.ts'
import { msgSingleChat } from './msg-single-chat.ts'
import { ping } from './ping.ts'

export interface OmtpPorts {
  readonly signIn: SignIn
  readonly send: Send
  readonly markRead: MarkRead
  readonly addFriend: AddFriend
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
  ]
}
