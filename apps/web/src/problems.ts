import { MagpieError } from '@magpie-im/sdk'
import type { Language } from '@magpie-im/ui'

/** Why something was refused, for people. The server says it in English. */
const chinese: Readonly<Record<string, string>> = {
  BadRequest: '请求有误。',
  Blocked: '你们中有一方拉黑了另一方。',
  ContentBlocked: '内容包含不允许的词语。',
  ControlNotAllowed: '你不能对这条消息这样做。',
  ControlTooLate: '时间太久，已无法更改这条消息。',
  Disconnected: '连接中断，无法确定是否完成。',
  FileQuotaReached: '今天上传的文件太多了。',
  FileTypeRefused: '不允许上传这种文件。',
  FriendListFull: '好友数量已达上限。',
  FriendRequestNotFound: '好友请求已不存在。',
  GroupFull: '群成员已满。',
  GroupMuted: '此群已禁言。',
  GroupNotAllowed: '你在此群中没有这个权限。',
  GroupNotFound: '没有这个群。',
  Internal: '服务器出错了。',
  MessageNotFound: '消息已不存在。',
  MessageRepeated: '这条消息已发送过，内容不同。',
  MessageTooLong: '消息太长。',
  MessageTooShort: '消息是空的。',
  Muted: '你已被禁言。',
  NotConnected: '当前未连接。',
  NotFound: '没有找到。',
  NotFriends: '你们还不是好友。',
  NotGroupOwner: '只有群主可以这样做。',
  NotInConversation: '你不在这个会话中。',
  NotInGroup: '你不在这个群里。',
  NotReady: '服务器尚未就绪，请稍后再试。',
  NotYourself: '不能对自己这样做。',
  Overloaded: '服务器繁忙，请稍后再试。',
  SignInDenied: '此账号不能登录。',
  PinsFull: '置顶消息已达上限。',
  ReactionsFull: '这条消息的表情回应种类已达上限。',
  RightMissing: '你没有这个权限。',
  StorageUnavailable: '服务器暂时无法存储，请稍后再试。',
  Stopping: '服务器正在重启，请稍后再试。',
  TimedOut: '服务器没有应答。',
  TooLarge: '文件太大。',
  TooManyAttempts: '尝试次数过多，请稍后再试。',
  TooManyGroups: '加入的群太多了。',
  TooManyMessages: '发送太快，请稍后再试。',
  TooManyRequests: '操作太快，请稍后再试。',
  TooOld: '时间太久，没有发送。',
  UserNotFound: '没有这个用户。',
  WrongCredentials: '用户或密码不正确。',
}

export function reasonOf(error: unknown, language: Language): string {
  if (language === 'zh' && error instanceof MagpieError && error.code in chinese) return chinese[error.code] ?? ''
  return error instanceof Error ? error.message : String(error)
}
