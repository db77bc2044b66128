import type { Attributes } from './attribute.ts'
import type { AppId, ConversationId, GroupId, UserId } from './ids.ts'
import type { AudienceKind, Message } from './message.ts'
import type { Stamp } from './stamp.ts'

export interface ReadMark {
  readonly seq: number
  readonly seqId: number
}

/** How far somebody has come in a conversation, as others are told. */
export interface Receipt {
  readonly delivered?: ReadMark | undefined
  readonly read?: ReadMark | undefined
}

/** A conversation as one of its members sees it in his list. */
export interface ListedConversation {
  readonly conversation: ConversationId
  readonly audience: AudienceKind
  /** The other member of a conversation of two, the group, or the application that gives notice. */
  readonly peer: UserId | GroupId | AppId
  /** When it last changed for this user. */
  readonly stamp: Stamp
  readonly readMark: ReadMark
  /** I6. */
  readonly unread: number
  readonly newest: Message | undefined
  /** What this user keeps about it. The newest there is, whatever moment is asked for. */
  readonly attributes: Attributes
}

/** The two members of a single conversation in canonical (byte) order. */
export function pairOf(a: UserId, b: UserId): readonly [UserId, UserId] {
  return isBefore(b, a) ? [b, a] : [a, b]
}

/** In the order of their bytes as UTF-8, which is that of their characters, but not of surrogates and what lies above them. */
function isBefore(a: string, b: string): boolean {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const [one, other] = [a.charCodeAt(i), b.charCodeAt(i)]
    if (one !== other) return ranked(one) < ranked(other)
  }
  return a.length < b.length
}

function ranked(unit: number): number {
  if (unit < firstSurrogate) return unit
  return unit < firstAbove ? unit + aboveAll : unit
}

const firstSurrogate = 0xd800
const firstAbove = 0xe000
const aboveAll = 0x1_0000

/** Key of a pair in a map; the same whoever comes first. NUL cannot occur in a user id. */
export function pairKey(a: UserId, b: UserId): string {
  return a < b ? `${a}\0${b}` : `${b}\0${a}`
}
