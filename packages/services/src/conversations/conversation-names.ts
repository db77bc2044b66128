import { type AppId, type AudienceKind, type GroupId, ImError, type UserId } from '@magpie-im/model'
import type { Groups } from '../groups/groups.ts'
import type { Conversations } from './conversations.ts'
import type { Notices } from './notices.ts'
import type { Thread } from './thread.ts'

interface ConversationNamesPorts {
  readonly conversations: Conversations
  readonly groups: Groups
  readonly notices: Notices
}

const kinds = { user: 'single', group: 'group', notice: 'notice' } as const satisfies Record<string, AudienceKind>
const form = /^(user|group|notice):(.+)$/s

export interface ConversationName {
  readonly audience: AudienceKind
  /** A user, a group, or an application. */
  readonly peer: string
}

/** Throws `BadRequest` for what names no conversation. */
export function parseConversation(text: string): ConversationName {
  const [, kind, peer = ''] = form.exec(text) ?? []
  if (kind !== 'user' && kind !== 'group' && kind !== 'notice') {
    throw new ImError('BadRequest', { detail: 'a conversation is user:<id>, group:<id> or notice:<application>' })
  }
  return { audience: kinds[kind], peer }
}

/** The same of whom one writes to. */
export function parseRecipient(text: string): ConversationName {
  const name = parseConversation(text)
  if (name.audience === 'notice') throw new ImError('BadRequest', { detail: 'an application gives notice; nobody writes to it' })
  return name
}

/** How a member calls his conversation with `peer`. */
export function formatConversation(audience: AudienceKind, peer: UserId | GroupId | AppId): string {
  return `${audience === 'single' ? 'user' : audience}:${peer}`
}

/** Conversations by the names that their members know them by. */
export class ConversationNames {
  readonly #ports: ConversationNamesPorts

  constructor(ports: ConversationNamesPorts) {
    this.#ports = ports
  }

  /** Throws `NotInConversation` where `user` has none of this name; whether he is in it is for the use case to say. */
  resolve(user: string, name: string): Thread {
    const { audience, peer } = parseConversation(name)
    const found = this.#find(user as UserId, audience, peer) // as: only looked up; what is no user id is not there
    if (found === undefined) throw new ImError('NotInConversation')
    return found
  }

  #find(user: UserId, audience: AudienceKind, peer: string): Thread | undefined {
    const { conversations, groups, notices } = this.#ports
    if (audience === 'group') return groups.find(peer)
    if (audience === 'notice') return notices.find(peer, user)
    return conversations.find(user, peer as UserId) // as: only looked up; what is no user id is not there
  }
}
