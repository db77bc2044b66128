import { type AppId, type AudienceKind, type GroupId, ImError, type UserId } from '@magpie-im/model'
import type { Conversations, Groups, Notices, Thread } from '@magpie-im/services'

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
  resolve(user: UserId, name: string): Thread {
    const { audience, peer } = parseConversation(name)
    const found = this.#find(user, audience, peer)
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
