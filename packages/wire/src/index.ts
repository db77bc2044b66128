export { ByteReader, ByteWriter } from './bytes.ts'
export { DecodeError } from './decode-error.ts'
export { FrameError, Framing } from './framing.ts'
export { jsonCommands } from './json/commands.ts'
export { jsonEvents } from './json/events.ts'
export { type JsonProtocolSchema, jsonProtocolSchema } from './json/schema.ts'
export type {
  JsonCommandName,
  JsonEvent,
  JsonEventName,
  JsonGroup,
  JsonMember,
  JsonMessage,
  JsonRead,
  JsonRefusal,
  JsonReply,
  JsonRequest,
} from './json/types.ts'
export { canonicalLong, type Long } from './long.ts'
export { decodePack, decodePayload, encodeFramed, encodePack, replyHeader } from './omtp/codec.ts'
export { hasFlag, unwrapped, type Wrapping, withFlag, withWrapping, wrappingOf } from './omtp/flags.ts'
export { MsgFile, MsgImage, MsgLocation, MsgText, MsgVedio, MsgVoice } from './omtp/generated/content.ts'
export { ErrorCode } from './omtp/generated/errors.ts'
export { FriendAddReq, FriendDelReq, FriendInfo, FriendSyncReq, FriendSyncResp } from './omtp/generated/friend.ts'
export {
  GroupChatCreateReq,
  GroupChatCreateResp,
  GroupChatCreatorUpdateReq,
  GroupChatDismissReq,
  GroupChatInfo,
  GroupChatInfoUpdateReq,
  GroupChatJoinQuitReq,
  GroupChatMemberGetReq,
  GroupChatMemberGetResp,
  GroupChatSyncReq,
  GroupChatSyncResp,
} from './omtp/generated/group.ts'
export { ClientContext, CommonErrorCode, OTIMHeader, OTIMPack, PackFlags as flags, PackType } from './omtp/generated/header.ts'
export { ContentType, ControlCommand, MsgAck, MsgControl, MsgReaded, MsgReq, PushInfo } from './omtp/generated/message.ts'
export { DeviceType, defaultLoginReq, defaultLoginResp, KickOutAck, KickOutReq, LoginReq, LoginResp } from './omtp/generated/sign-in.ts'
export {
  HistoryMsgPullReq,
  HistoryMsgPullResp,
  HotSessionItem,
  HotSessionReq,
  HotSessionResp,
  MsgHighPrioritySyncReq,
  MsgHighPrioritySyncResp,
  SessionMonitor,
  SyncCommand,
  SyncDataReq,
} from './omtp/generated/sync.ts'
export {
  SessionAttrSetReq,
  UserAttrGetResp,
  UserAttribute,
  UserAttrSetReq,
  UserInfo,
  UserInfoGetReq,
  UserInfoGetResp,
  UserInfoUpdateReq,
} from './omtp/generated/user.ts'
export type { Packet } from './omtp/packet.ts'
export { packetByType, packets } from './omtp/packets.ts'
export { empty, raw } from './omtp/payload.ts'
export { encodeStruct, type StructCodec } from './tars/struct.ts'
