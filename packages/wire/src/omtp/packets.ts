import { FriendAddReq, FriendDelReq, FriendSyncReq, FriendSyncResp } from './generated/friend.ts'
import {
  GroupChatCreateReq,
  GroupChatCreateResp,
  GroupChatCreatorUpdateReq,
  GroupChatDismissReq,
  GroupChatInfoUpdateReq,
  GroupChatJoinQuitReq,
  GroupChatMemberGetReq,
  GroupChatMemberGetResp,
  GroupChatSyncReq,
  GroupChatSyncResp,
} from './generated/group.ts'
import { CommonErrorCode } from './generated/header.ts'
import { MsgAck, MsgControl, MsgReaded, MsgReq } from './generated/message.ts'
import { KickOutReq, LoginReq, LoginResp } from './generated/sign-in.ts'
import {
  HistoryMsgPullReq,
  HistoryMsgPullResp,
  HotSessionReq,
  HotSessionResp,
  MsgHighPrioritySyncReq,
  MsgHighPrioritySyncResp,
  SessionMonitor,
  SyncDataReq,
} from './generated/sync.ts'
import {
  SessionAttrSetReq,
  UserAttrGetResp,
  UserAttribute,
  UserAttrSetReq,
  UserInfoGetReq,
  UserInfoGetResp,
  UserInfoUpdateReq,
} from './generated/user.ts'
import { definePacket, type Packet } from './packet.ts'
import { empty, raw } from './payload.ts'

/** OMTP, as a table. A packet from the server that has no request of a client has no reply either. */
const rows = [
  definePacket(10, 'PING', { request: raw, reply: raw }),
  definePacket(11, 'LOGIN', { request: LoginReq, reply: LoginResp }),
  definePacket(12, 'LOGOUT', { request: empty, reply: empty }),
  definePacket(13, 'KICKOUT', { request: KickOutReq, reply: CommonErrorCode, from: 'both' }),
  definePacket(14, 'MSG_SINGLE_CHAT', { request: MsgReq, reply: MsgAck, from: 'both' }),
  definePacket(15, 'MSG_GROUP_CHAT', { request: MsgReq, reply: MsgAck, from: 'both' }),
  definePacket(16, 'MSG_BIZ_NOTIFY', { request: MsgReq, reply: MsgAck, from: 'both' }),
  definePacket(17, 'MSG_CTRL', { request: MsgControl, reply: CommonErrorCode, from: 'both' }),
  definePacket(18, 'MSG_READ', { request: MsgReaded, reply: CommonErrorCode, from: 'both' }),
  definePacket(19, 'HOTSESSION_SYNC', { request: HotSessionReq, reply: HotSessionResp }),
  definePacket(20, 'HIGH_PRIOR_MSG_SYNC', { request: MsgHighPrioritySyncReq, reply: MsgHighPrioritySyncResp }),
  definePacket(21, 'HISTORY_MSG_PULL', { request: HistoryMsgPullReq, reply: HistoryMsgPullResp }),
  definePacket(22, 'SESSION_MONITOR_START', { request: SessionMonitor, reply: CommonErrorCode }),
  definePacket(23, 'SESSION_MONITOR_STOP', { request: SessionMonitor, reply: CommonErrorCode }),
  definePacket(24, 'SESSION_MONITOR_SYNC', { request: empty, reply: HotSessionResp }),
  definePacket(25, 'SYNC_DATA_CMD', { request: SyncDataReq, from: 'server' }),
  definePacket(40, 'GROUPCHAT_SYNC', { request: GroupChatSyncReq, reply: GroupChatSyncResp }),
  definePacket(41, 'GROUPCHAT_CREATE', { request: GroupChatCreateReq, reply: GroupChatCreateResp }),
  definePacket(42, 'GROUPCHAT_JION', { request: GroupChatJoinQuitReq, reply: CommonErrorCode }),
  definePacket(43, 'GROUPCHAT_QUIT', { request: GroupChatJoinQuitReq, reply: CommonErrorCode }),
  definePacket(44, 'GROUPCHAT_DISMISS', { request: GroupChatDismissReq, reply: CommonErrorCode }),
  definePacket(45, 'GROUPCHAT_UPDATE_CREATOR', { request: GroupChatCreatorUpdateReq, reply: CommonErrorCode }),
  definePacket(46, 'GROUPCHAT_INFO_UPDATE', { request: GroupChatInfoUpdateReq, reply: CommonErrorCode }),
  definePacket(47, 'GROUPCHAT_MEMBERS_GET', { request: GroupChatMemberGetReq, reply: GroupChatMemberGetResp }),
  definePacket(51, 'FRIEND_ADD', { request: FriendAddReq, reply: CommonErrorCode }),
  definePacket(52, 'FRIEND_DEL', { request: FriendDelReq, reply: CommonErrorCode }),
  definePacket(53, 'FRIEND_SYNC', { request: FriendSyncReq, reply: FriendSyncResp }),
  definePacket(54, 'USERINFO_GET', { request: UserInfoGetReq, reply: UserInfoGetResp }),
  definePacket(55, 'USERINFO_UPDATE', { request: UserInfoUpdateReq, reply: CommonErrorCode }),
  definePacket(56, 'USERATTRIBUTE_SET', { request: UserAttrSetReq, reply: CommonErrorCode }),
  definePacket(57, 'USERATTRIBUTE_GET', { request: UserAttribute, reply: UserAttrGetResp }),
  definePacket(58, 'SESSIONATTRIBUTE_SET', { request: SessionAttrSetReq, reply: CommonErrorCode }),
] as const

// as: names the keys of a mapped type
type ByName = { readonly [Row in (typeof rows)[number] as Row['name']]: Row }

export const packets = Object.fromEntries(rows.map((row) => [row.name, row])) as ByName // as: fromEntries forgets the names

const byType = new Map<number, Packet>(rows.map((row) => [row.type, row]))

export function packetByType(type: number): Packet | undefined {
  return byType.get(type)
}
