interface ErrorRow {
  /** For people; never contains what a peer sent. */
  readonly message: string
  /** Whether the same request may succeed later. */
  readonly retry: boolean
}

/** Every reason for which a request is refused. Doors map the names to their own numbers. */
export const errors = {
  Unsupported: { message: 'this packet type is not supported', retry: false },
  BadRequest: { message: 'a field is missing or malformed', retry: false },
  NotYourself: { message: 'you can only act for the user who is signed in on this connection', retry: false },
  Internal: { message: 'the server failed to handle this request', retry: true },
  StorageUnavailable: { message: 'the server cannot store anything at the moment', retry: true },
  NotReady: { message: 'the server is still preparing what you asked for', retry: true },
  Stopping: { message: 'the server is stopping', retry: true },
  Overloaded: { message: 'the server has too much to do at the moment', retry: true },
  TooManyRequests: { message: 'too many requests', retry: true },
  TooManyMessages: { message: 'too many messages', retry: true },
  TooManyAttempts: { message: 'too many sign-in attempts', retry: true },
  KeyRefused: { message: 'a valid API key is needed', retry: false },
  ScopeMissing: { message: 'the API key does not have the scope for that', retry: false },
  SessionRefused: { message: 'sign in to the console', retry: false },
  RepeatKeyReused: { message: 'this idempotency key was used for another request', retry: false },
  TooLarge: { message: 'the request is larger than allowed', retry: false },
  SignInIncomplete: { message: 'user, password, device id and device type are needed to sign in', retry: false },
  WrongCredentials: { message: 'unknown user or wrong password or token', retry: false },
  SignInDenied: { message: 'this account may not sign in', retry: false },
  RefusedByProvider: { message: 'the service that knows the users of this product refused the sign-in', retry: false },
  AuthUndecided: { message: 'the service that knows the users of this product cannot be asked at the moment; try again', retry: true },
  OutsideUnavailable: { message: 'the service that answers this cannot be reached at the moment; try again', retry: true },
  OutsideUnusable: { message: 'the service that answers this gave no usable answer', retry: true },
  UserNotFound: { message: 'there is no such user', retry: false },
  UserExists: { message: 'there is a user of this name already', retry: false },
  Blocked: { message: 'one of you has blocked the other', retry: false },
  NotFriends: { message: 'you are not friends', retry: false },
  FriendListFull: { message: 'the friend list is full', retry: false },
  NotInConversation: { message: 'you are not a member of this conversation', retry: false },
  GroupNotFound: { message: 'there is no such group', retry: false },
  NotInGroup: { message: 'you are not a member of this group', retry: false },
  GroupNotAllowed: { message: 'your role in this group does not allow that', retry: false },
  NotGroupOwner: { message: 'only the owner of the group may do that', retry: false },
  GroupFull: { message: 'the group has as many members as it may have', retry: false },
  TooManyGroups: { message: 'the user is in as many groups as he may be', retry: false },
  GroupMuted: { message: 'you may not write in this group at the moment', retry: true },
  LabelTaken: { message: 'this label is reserved or names another of your conversations', retry: false },
  MessageTooShort: { message: 'the message is too short', retry: false },
  MessageTooLong: { message: 'the message is too long', retry: false },
  MessageNotFound: { message: 'there is no such message in this conversation', retry: false },
  ControlUnknown: { message: 'a message can be revoked, overridden or deleted, nothing else', retry: false },
  ControlNotAllowed: { message: 'this message is not yours to change', retry: false },
  ReactionsFull: { message: 'the message has as many different reactions as it may have', retry: false },
  PinsFull: { message: 'the conversation has as many pinned messages as it may have', retry: false },
  ControlTooLate: { message: 'the message is too old to be changed', retry: false },
  ContentBlocked: { message: 'the message contains a word that is not allowed here', retry: false },
  Muted: { message: 'you may not write at the moment', retry: true },
  RightMissing: { message: 'you have not been given the right to do that', retry: false },
  FriendRequestNotFound: { message: 'there is no such friend request', retry: false },
  NotFound: { message: 'there is nothing of this name', retry: false },
  InUse: { message: 'it is still in use', retry: false },
  FileTypeRefused: { message: 'files of this type are not taken', retry: false },
  FileDiffers: { message: 'the bytes are not those that were announced', retry: false },
  FileQuotaReached: { message: 'no more can be uploaded at the moment', retry: true },
  OffsetWrong: { message: 'the upload has not reached this offset, or has passed it', retry: false },
  LinkRefused: { message: 'the link is not valid, or not any more', retry: false },
  MessageRepeated: { message: 'this message id was used for another message', retry: false },
} as const satisfies Record<string, ErrorRow>

export type ErrorName = keyof typeof errors

interface ImErrorOptions {
  readonly cause?: unknown
  readonly detail?: string
  /** When the same request may succeed; the message says it too. */
  readonly retryAfterMs?: number
}

/** A request refused for one of the reasons of the table. */
export class ImError extends Error {
  override readonly name: ErrorName
  readonly retry: boolean
  readonly retryAfterMs: number | undefined

  constructor(name: ErrorName, options: ImErrorOptions = {}) {
    const { detail, retryAfterMs, ...rest } = options
    const which = detail === undefined ? '' : `: ${detail}`
    const when = retryAfterMs === undefined ? '' : `; try again in ${(Math.ceil(retryAfterMs / 100) / 10).toFixed(1)} s`
    super(`${errors[name].message}${which}${when}`, rest)
    this.name = name
    this.retry = errors[name].retry
    this.retryAfterMs = retryAfterMs
  }
}

interface CloseRow {
  readonly reason: string
  /** Whether the client should come back by itself. */
  readonly reconnect: boolean
}

/** Every reason for which the server ends a connection. */
export const closeReasons = {
  'peer-closed': { reason: 'the peer closed the connection', reconnect: true },
  'signed-out': { reason: 'the user signed out', reconnect: false },
  'not-signed-in': { reason: 'a packet came before sign-in', reconnect: false },
  'sign-in-timeout': { reason: 'no sign-in in time', reconnect: true },
  'sign-in-refused': { reason: 'the sign-in was refused', reconnect: false },
  idle: { reason: 'nothing was heard for two heartbeats', reconnect: true },
  'too-slow': { reason: 'the client did not read what it was sent', reconnect: true },
  malformed: { reason: 'the peer sent bytes that are not its protocol', reconnect: false },
  'frame-too-large': { reason: 'the peer announced a frame above the limit', reconnect: false },
  'too-many-connections': { reason: 'too many connections from this address', reconnect: true },
  'too-many-requests': { reason: 'the client went on with requests far beyond the limit', reconnect: true },
  kicked: { reason: 'the user signed in on this device again, or on another of this type', reconnect: false },
  ended: { reason: 'the user ended this device from another of his', reconnect: false },
  'token-revoked': { reason: 'tokens of the user were revoked; a good one is accepted', reconnect: true },
  disabled: { reason: 'the account was disabled', reconnect: false },
  cut: { reason: 'the operator ended the connection', reconnect: true },
  stopping: { reason: 'the server is stopping', reconnect: true },
  failed: { reason: 'the connection failed', reconnect: true },
} as const satisfies Record<string, CloseRow>

export type CloseReason = keyof typeof closeReasons
