import { ImError } from './errors.ts'

declare const brand: unique symbol
type Branded<T, Name> = T & { readonly [brand]: Name }

/** 1–64 bytes of UTF-8 without control characters. */
export type UserId = Branded<string, 'UserId'>
/** Form of a user id; never reused, not even after the group is dismissed. */
export type GroupId = Branded<string, 'GroupId'>
/** Name of an application that gives users notice; form of a user id. */
export type AppId = Branded<string, 'AppId'>
/** Internal number of a conversation; never reused. */
export type ConversationId = Branded<number, 'ConversationId'>
/** 32 hexadecimal digits, drawn at random: who does not know it does not guess it. */
export type FileId = Branded<string, 'FileId'>
/** Number of one connection of this process; never reused while it runs. */
export type ConnectionId = Branded<number, 'ConnectionId'>

const idBytes = 64
const encoder = new TextEncoder()

export function isUserId(text: string): text is UserId {
  return isId(text)
}

export function isGroupId(text: string): text is GroupId {
  return isId(text)
}

export function isAppId(text: string): text is AppId {
  return isId(text)
}

export function isFileId(text: string): text is FileId {
  return /^[0-9a-f]{32}$/.test(text)
}

function isId(text: string): boolean {
  if (text.length === 0 || text.length > idBytes) return false
  let all = 0
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit < 0x20 || (unit >= 0x7f && unit < 0xa0)) return false
    all |= unit
  }
  return all < 0x80 || (text.isWellFormed() && encoder.encode(text).length <= idBytes)
}

/** Throws `BadRequest` when `text` cannot be a user id. */
export function parseUserId(text: string): UserId {
  if (!isUserId(text)) throw new ImError('BadRequest', { detail: 'a user id is 1 to 64 bytes of UTF-8 without control characters' })
  return text
}

/** Only for numbers that came from a conversation's own record. */
export function conversationId(number: number): ConversationId {
  return number as ConversationId // as: the one place where the brand is given
}

/** Only for the gateway, which counts its connections. */
export function connectionId(number: number): ConnectionId {
  return number as ConnectionId // as: the one place where the brand is given
}
