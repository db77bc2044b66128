import { expect } from 'vitest'

/** A request was refused; `code` is what its door calls the reason. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly code: string | number

  constructor(code: string | number, message: string) {
    super(`refused with ${code}: ${message}`)
    this.code = code
  }
}

/** By which a message is found again. Microseconds since 1970. */
export interface Sent {
  readonly stamp: number
}

/** A message as somebody sees it, whatever door he came through. */
export interface Seen extends Sent {
  /** `user:<id>` or `group:<id>`, as he knows it. */
  readonly conversation: string
  readonly from: string
  readonly text: string
  /** As the sender chose it. */
  readonly id: string
  readonly state: 'normal' | 'revoked' | 'replaced'
}

export interface Listed {
  readonly conversation: string
  readonly unread: number
  readonly readTo: number
  readonly newest: Seen | undefined
}

export type Action = 'revoke' | 'override' | 'delete'
export type News = 'friends' | 'groups' | 'group' | 'members'

export interface SendOptions {
  readonly id?: string
  readonly resend?: boolean
}

/** A user at a device, in the words of the product: a driver for every door does what he does. Whatever is refused throws `Refused`. */
export interface Person {
  readonly user: string
  send(to: string, text: string, options?: SendOptions): Promise<Sent>
  /** What changed in his list since `after`; everything, if it is 0. */
  list(after?: number): Promise<{ readonly items: readonly Listed[]; readonly cursor: number }>
  /** All of it, in order. */
  history(conversation: string): Promise<readonly Seen[]>
  markRead(conversation: string, stamp: number): Promise<void>
  control(action: Action, message: Pick<Seen, 'conversation' | 'stamp' | 'id'>, text?: string): Promise<void>
  addFriend(user: string): Promise<void>
  removeFriend(user: string): Promise<void>
  friends(): Promise<readonly string[]>
  createGroup(...members: readonly string[]): Promise<string>
  addTo(group: string, ...users: readonly string[]): Promise<void>
  removeFrom(group: string, ...users: readonly string[]): Promise<void>
  dismiss(group: string): Promise<void>
  handOver(group: string, to: string): Promise<void>
  rename(group: string, name: string): Promise<void>
  members(group: string): Promise<readonly string[]>
  groups(): Promise<readonly string[]>
  ping(): Promise<void>
  /** The next thing he is told must be this. */
  expectMessage(): Promise<Seen>
  expectControl(): Promise<{ readonly conversation: string; readonly action: Action; readonly stamp: number; readonly text: string }>
  expectReadMark(): Promise<{ readonly conversation: string; readonly stamp: number }>
  expectNews(what: News): Promise<void>
  /** Proves by a round trip that he is told nothing. */
  expectNothing(): Promise<void>
  /** He was signed out because of another device of his, and the connection ended. */
  expectKicked(): Promise<void>
  /** The ids of the requests that were answered so far, oldest answer first; they have a number that rises. */
  answered(): readonly string[]
  close(): Promise<void>
}

export const groupName = (group: string) => `group:${group}`
export const userName = (user: string) => `user:${user}`

/** What each door calls the reasons that scenarios of all doors speak of. */
const omtpCodes = {
  BadRequest: 2,
  NotInConversation: 28,
  NotInGroup: 30,
  GroupNotAllowed: 33,
  GroupNotFound: 35,
  NotGroupOwner: 36,
  ControlNotAllowed: 43,
  MessageNotFound: 44,
  MessageRepeated: 46,
  NotFriends: 50,
} as const

export async function expectRefused(reason: keyof typeof omtpCodes, attempt: Promise<unknown>): Promise<void> {
  const refused = await attempt.then(
    () => 'done',
    (error: unknown) => (error instanceof Refused ? error.code : error),
  )
  expect([reason, omtpCodes[reason]]).toContain(refused)
}
