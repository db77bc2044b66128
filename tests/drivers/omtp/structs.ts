import { bytes, field, int, list, long, type StructType, short, struct, text } from './tars.ts'

export const Header = struct({ type: field(0, short), version: field(1, short), flags: field(2, long), packId: field(3, text) })
export const Pack = struct({ header: field(0, Header), payload: field(1, bytes) })

export const CommonErrorCode = struct({ code: field(0, int), desc: field(1, text) })

export const LoginReq = struct({
  clientId: field(0, text),
  userName: field(1, text),
  password: field(2, text, 'optional'),
  deviceType: field(3, int, 'always'),
  deviceName: field(4, text, 'optional'),
  deviceId: field(5, text, 'optional'),
  version: field(6, text, 'optional'),
  compress: field(7, int, 'optional'),
  crypto: field(8, int, 'optional'),
  publicKey: field(9, bytes, 'optional'),
})
export const LoginResp = struct({
  errorCode: field(0, CommonErrorCode),
  clientId: field(1, text, 'optional'),
  extraData: field(2, text, 'optional'),
  compress: field(3, int, 'optional'),
  crypto: field(4, int, 'optional'),
  publicKey: field(5, bytes, 'optional'),
  signature: field(6, bytes, 'optional'),
})

export const KickOutReq = struct({ deviceType: field(0, int), deviceId: field(1, text) })

export const PushInfo = struct({ title: field(0, text), summary: field(1, text), url: field(2, text, 'optional') })
export const MsgReq = struct({
  sessionId: field(0, text),
  seqId: field(1, long, 'optional'),
  timestamp: field(2, long, 'optional'),
  from: field(3, text),
  to: field(4, text),
  pushInfo: field(5, PushInfo, 'always'),
  contentType: field(6, int, 'optional'),
  content: field(7, text, 'optional'),
  status: field(8, int, 'optional'),
})
export const MsgAck = struct({
  errorCode: field(0, CommonErrorCode),
  sessionId: field(1, text),
  seqId: field(2, long),
  timestamp: field(3, long),
})

export const HotSessionReq = struct({ timestamp: field(0, long) })
export const HotSessionItem = struct({
  sessionId: field(0, text),
  readSeqId: field(1, long),
  unreadCount: field(2, int),
  lastMsgs: field(3, list(Pack), 'optional'),
  attribute: field(4, text, 'optional'),
})
export const HotSessionResp = struct({
  errorCode: field(0, CommonErrorCode),
  timestamp: field(1, long),
  sessions: field(2, list(HotSessionItem)),
})

export const MsgControl = struct({
  command: field(0, int),
  sessionId: field(1, text),
  packId: field(2, text),
  seqId: field(3, long),
  content: field(4, text, 'optional'),
})
export const MsgReaded = struct({ sessionId: field(0, text), seqId: field(1, long) })

export const MsgHighPrioritySyncReq = struct({ seqId: field(0, long), count: field(1, int) })
export const MsgHighPrioritySyncResp = struct({
  errorCode: field(0, CommonErrorCode),
  lastSeqId: field(1, long),
  msgs: field(2, list(Pack), 'optional'),
})

export const HistoryMsgPullReq = struct({ sessionId: field(0, text, 'optional'), seqId: field(1, long), count: field(2, int) })
export const HistoryMsgPullResp = struct({
  errorCode: field(0, CommonErrorCode),
  sessionId: field(1, text),
  msgs: field(2, list(Pack)),
})

export const SessionMonitor = struct({ sessionId: field(0, text) })

export const SyncDataReq = struct({ command: field(0, int), content: field(1, text) })

export const FriendInfo = struct({ userId: field(0, text), friendId: field(1, text), remark: field(2, text) })
export const FriendAddReq = struct({ friends: field(0, list(FriendInfo)) })
export const FriendSyncReq = struct({ timestamp: field(0, long) })
export const FriendSyncResp = struct({ errorCode: field(0, CommonErrorCode), friends: field(1, list(FriendInfo)) })

export const UserInfo = struct({
  userId: field(0, text),
  name: field(1, text),
  avatar: field(2, text, 'optional'),
  mobile: field(3, text, 'optional'),
  birthday: field(4, long, 'optional'),
})
export const UserInfoGetReq = struct({ userIds: field(0, list(text)) })
export const UserInfoGetResp = struct({ errorCode: field(0, CommonErrorCode), userInfos: field(1, list(UserInfo)) })
export const UserInfoUpdateReq = struct({ userInfo: field(0, UserInfo) })

export const UserAttribute = struct({
  userId: field(0, text),
  friendId: field(1, text),
  attrName: field(2, text),
  attrValue: field(3, text),
})
export const UserAttrSetReq = struct({ attribute: field(0, UserAttribute) })
export const UserAttrGetResp = struct({ errorCode: field(0, CommonErrorCode), attributes: field(1, list(UserAttribute)) })
export const SessionAttrSetReq = struct({
  userId: field(0, text),
  sessionId: field(1, text),
  attrName: field(2, text),
  attrValue: field(3, text),
})

export const GroupChatInfo = struct({
  groupId: field(0, text),
  name: field(1, text),
  avatar: field(2, text, 'optional'),
  creatorId: field(3, text),
  desc: field(4, text, 'optional'),
  memberLimit: field(5, int, 'optional'),
  createTime: field(6, long, 'optional'),
  updateTime: field(7, long, 'optional'),
})
export const GroupChatSyncReq = struct({ timestamp: field(0, long) })
export const GroupChatSyncResp = struct({
  errorCode: field(0, CommonErrorCode),
  timestamp: field(1, long),
  groupChats: field(2, list(GroupChatInfo)),
  groupIds: field(3, list(text)),
})
export const GroupChatCreateReq = struct({ groupInfo: field(0, GroupChatInfo), memberIds: field(1, list(text)) })
export const GroupChatCreateResp = struct({ errorCode: field(0, CommonErrorCode), groupId: field(1, text) })
export const GroupChatJoinQuitReq = struct({ groupId: field(0, text), memberIds: field(1, list(text)) })
export const GroupChatDismissReq = struct({ groupId: field(0, text), operatorId: field(1, text) })
export const GroupChatCreatorUpdateReq = struct({ groupId: field(0, text), operatorId: field(1, text), newCreatorId: field(2, text) })
export const GroupChatInfoUpdateReq = struct({ operatorId: field(0, text), groupInfo: field(1, GroupChatInfo) })
export const GroupChatMemberGetReq = struct({ groupId: field(0, text) })
export const GroupChatMemberGetResp = struct({
  errorCode: field(0, CommonErrorCode),
  groupId: field(1, text),
  memberIds: field(2, list(text)),
})

export type Value<T> = T extends StructType<infer S> ? S : never
export type Message = Value<typeof MsgReq>
