import type { ErrorName, ImError } from '@magpie-im/model'
import { type CommonErrorCode, ErrorCode } from '@magpie-im/wire'

/** Every refusal has a number here; a new error without one does not compile. */
export const codes: Record<ErrorName, number> = {
  Unsupported: ErrorCode.EC_PROTOCOL,
  BadRequest: ErrorCode.EC_PARAM,
  NotYourself: ErrorCode.EC_PARAM,
  Internal: ErrorCode.EC_SERVER_EXCEPTION,
  StorageUnavailable: ErrorCode.EC_DB_ERROR,
  NotReady: ErrorCode.EC_SERVICE_UNAVAILABLE,
  Stopping: ErrorCode.EC_SERVICE_UNAVAILABLE,
  Overloaded: ErrorCode.EC_SERVER_REFUSED,
  TooManyRequests: ErrorCode.EC_SERVER_REFUSED,
  TooManyMessages: ErrorCode.EC_SERVER_REFUSED,
  TooManyAttempts: ErrorCode.EC_SERVER_REFUSED,
  KeyRefused: ErrorCode.EC_PARAM,
  ScopeMissing: ErrorCode.EC_PARAM,
  SessionRefused: ErrorCode.EC_PARAM,
  RepeatKeyReused: ErrorCode.EC_PARAM,
  TooLarge: ErrorCode.EC_PARAM,
  SignInIncomplete: ErrorCode.EC_CONN_INDICATE,
  WrongCredentials: ErrorCode.EC_CONN_USERNAME_OR_PASSWORD,
  SignInDenied: ErrorCode.EC_CONN_ACCESS_DENIED,
  RefusedByProvider: ErrorCode.EC_CONN_THRIDS_REJECT,
  AuthUndecided: ErrorCode.EC_SERVICE_UNAVAILABLE,
  OutsideUnavailable: ErrorCode.EC_SERVICE_UNAVAILABLE,
  OutsideUnusable: ErrorCode.EC_SERVICE_UNAVAILABLE,
  UserNotFound: ErrorCode.EC_PARAM,
  UserExists: ErrorCode.EC_PARAM,
  Blocked: ErrorCode.EC_USER_BLACKLISt,
  NotFriends: ErrorCode.EC_USER_RELATION_INVALID,
  FriendListFull: ErrorCode.EC_SERVER_REFUSED,
  NotInConversation: ErrorCode.EC_HISTORYMSG_DENY,
  GroupNotFound: ErrorCode.EC_GROUP_NOT_EXIST,
  NotInGroup: ErrorCode.EC_GROUP_USER_NOTEXIST,
  GroupNotAllowed: ErrorCode.EC_GROUP_NO_PRIVILEGE,
  NotGroupOwner: ErrorCode.EC_GROUP_CREAGOR_ERROR,
  GroupFull: ErrorCode.EC_GROUP_MEMBER_LIMIT,
  TooManyGroups: ErrorCode.EC_SERVER_REFUSED,
  ReactionsFull: ErrorCode.EC_SERVER_REFUSED,
  PinsFull: ErrorCode.EC_SERVER_REFUSED,
  GroupMuted: ErrorCode.EC_MSG_FOBIDDEN,
  LabelTaken: ErrorCode.EC_PARAM,
  MessageTooShort: ErrorCode.EC_MSG_TOO_SHORT,
  MessageTooLong: ErrorCode.EC_MSG_TOO_LONG,
  MessageNotFound: ErrorCode.EC_MSG_NOT_EXIST,
  ControlUnknown: ErrorCode.EC_MSG_OP_CMD,
  ControlNotAllowed: ErrorCode.EC_MSG_FOBIDDEN,
  ControlTooLate: ErrorCode.EC_MSG_TIMEOUT,
  ContentBlocked: ErrorCode.EC_SENSI_MATCH,
  Muted: ErrorCode.EC_MSG_FOBIDDEN,
  RightMissing: ErrorCode.EC_CONN_ACCESS_DENIED,
  FriendRequestNotFound: ErrorCode.EC_PARAM,
  NotFound: ErrorCode.EC_PARAM,
  InUse: ErrorCode.EC_PARAM,
  FileTypeRefused: ErrorCode.EC_PARAM,
  FileDiffers: ErrorCode.EC_PARAM,
  FileQuotaReached: ErrorCode.EC_SERVER_REFUSED,
  OffsetWrong: ErrorCode.EC_PARAM,
  LinkRefused: ErrorCode.EC_PARAM,
  MessageRepeated: ErrorCode.EC_MSG_REPEATED,
}

export const success: CommonErrorCode = { code: ErrorCode.EC_SUCCESS, desc: '' }

export function errorCode(error: ImError): CommonErrorCode {
  return { code: codes[error.name], desc: error.message }
}

/** At sign-in, code 6 makes clients come back by themselves, and every other one makes them give up. */
export function signInErrorCode(error: ImError): CommonErrorCode {
  return error.retry ? { code: ErrorCode.EC_SERVICE_UNAVAILABLE, desc: error.message } : errorCode(error)
}
