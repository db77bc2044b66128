import type { ConversationId, UserId } from './ids.ts'
import type { Stamp } from './stamp.ts'

/** Rights beyond those of every user: to give notice, to follow conversations of others, and the roles of the console. */
export const rights = ['notify', 'monitor', 'view', 'operate', 'administer'] as const
export type Right = (typeof rights)[number]

/** Who uses the console, least first: each may what those before it may. */
export const consoleRoles = ['viewer', 'operator', 'admin'] as const
export type ConsoleRole = (typeof consoleRoles)[number]

export interface Grant {
  readonly user: UserId
  readonly right: Right
  /** Where it holds; undefined: everywhere. */
  readonly conversation: ConversationId | undefined
}

/** What an API key may do. */
export const scopes = ['read', 'write', 'send', 'admin'] as const
export type Scope = (typeof scopes)[number]

/** A credential of a backend. The key itself is shown once and not kept. */
export interface ApiKey {
  readonly id: string
  readonly name: string
  /** SHA-256 of the secret, which is random, in hexadecimal. */
  readonly hash: string
  readonly scopes: readonly Scope[]
  readonly createdAt: Stamp
  /** 0: never. */
  readonly expiresAt: Stamp
}

export interface Department {
  readonly id: string
  /** Empty: at the top. */
  readonly parent: string
  readonly name: string
  /** Among those of the same parent, lowest first. */
  readonly rank: number
}

/** A message with a blocked word is refused, or the word is replaced by asterisks. */
export const wordActions = ['refuse', 'replace'] as const
export type WordAction = (typeof wordActions)[number]
