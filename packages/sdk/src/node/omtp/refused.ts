import { type CommonErrorCode, ErrorCode } from '@magpie-im/wire'
import type { Refusal } from '../../protocol.ts'

/** A request that was not done. */
export class Refused extends Error {
  readonly error: Refusal['error']

  constructor(code: string, message: string, { retry = false } = {}) {
    super(message)
    this.error = { code, message, retry }
  }
}

/** A number says less than a name: of several errors with one number the name is that of the commonest. */
const names: Readonly<Record<number, string>> = {
  [ErrorCode.EC_PROTOCOL]: 'Unsupported',
  [ErrorCode.EC_PARAM]: 'BadRequest',
  [ErrorCode.EC_DB_ERROR]: 'StorageUnavailable',
  [ErrorCode.EC_SERVICE_UNAVAILABLE]: 'NotReady',
  [ErrorCode.EC_SERVER_REFUSED]: 'Overloaded',
  [ErrorCode.EC_SENSI_MATCH]: 'ContentBlocked',
  [ErrorCode.EC_CONN_INDICATE]: 'SignInIncomplete',
  [ErrorCode.EC_CONN_USERNAME_OR_PASSWORD]: 'WrongCredentials',
  [ErrorCode.EC_CONN_ACCESS_DENIED]: 'SignInDenied',
  [ErrorCode.EC_CONN_THRIDS_REJECT]: 'RefusedByProvider',
  [ErrorCode.EC_HISTORYMSG_DENY]: 'NotInConversation',
  [ErrorCode.EC_GROUP_USER_NOTEXIST]: 'NotInGroup',
  [ErrorCode.EC_GROUP_NO_PRIVILEGE]: 'GroupNotAllowed',
  [ErrorCode.EC_GROUP_MEMBER_LIMIT]: 'GroupFull',
  [ErrorCode.EC_GROUP_NOT_EXIST]: 'GroupNotFound',
  [ErrorCode.EC_GROUP_CREAGOR_ERROR]: 'NotGroupOwner',
  [ErrorCode.EC_MSG_TOO_SHORT]: 'MessageTooShort',
  [ErrorCode.EC_MSG_TOO_LONG]: 'MessageTooLong',
  [ErrorCode.EC_MSG_FOBIDDEN]: 'Muted',
  [ErrorCode.EC_MSG_NOT_EXIST]: 'MessageNotFound',
  [ErrorCode.EC_MSG_TIMEOUT]: 'ControlTooLate',
  [ErrorCode.EC_MSG_REPEATED]: 'MessageRepeated',
  [ErrorCode.EC_MSG_OP_CMD]: 'ControlUnknown',
  [ErrorCode.EC_USER_RELATION_INVALID]: 'NotFriends',
  [ErrorCode.EC_USER_BLACKLISt]: 'Blocked',
}

const passing: readonly number[] = [
  ErrorCode.EC_DB_ERROR,
  ErrorCode.EC_SERVICE_UNAVAILABLE,
  ErrorCode.EC_SERVER_REFUSED,
  ErrorCode.EC_SERVER_EXCEPTION,
]

/** Throws what a reply refuses a request with; that there are more pages is no refusal. */
export function check({ code, desc }: CommonErrorCode): void {
  if (code === ErrorCode.EC_SUCCESS || code === ErrorCode.EC_HOTSESSION_MORE) return
  throw new Refused(names[code] ?? 'Internal', desc, { retry: passing.includes(code) })
}
