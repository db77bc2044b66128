import {
  type AnsweredMessage,
  type AudienceKind,
  type Forwarded,
  ImError,
  type Mentions,
  type MessageHistory,
  type MessageLinks,
  type UserId,
} from '@magpie-im/model'
import type { ConversationNames } from '../conversations/conversation-names.ts'
import type { Groups } from '../groups/groups.ts'
import { findShown } from './shown-message.ts'

/** What a message that is sent says of others. */
export interface NewLinks {
  readonly replyTo?: Answer
  readonly mentions?: Mentions
  readonly forwarded?: Forwarded
}

export interface Answer {
  /** Of the message that is answered, as its sender names it. */
  readonly seqId: number
  /** Undefined: he is not shown any such message. */
  readonly found: AnsweredMessage | undefined
}

interface AnswerPorts {
  readonly history: MessageHistory
  readonly names: ConversationNames
}

interface Asked {
  readonly user: UserId
  /** As `user` calls the conversation. */
  readonly conversation: string
  readonly seqId: number
}

/** From whom to whom. */
interface Written {
  readonly sender: UserId
  readonly audience: AudienceKind
  readonly recipient: string
}

/** Looks for the message that is answered. That there is none is for `Send` to say: a repeat gets its first result all the same (I3). */
export async function findAnswered({ history, names }: AnswerPorts, { user, conversation, seqId }: Asked): Promise<Answer> {
  const message = await findShown(history, { thread: names.resolve(user, conversation), user, seqId })
  return { seqId, found: message && { seq: message.seq, seqId, sender: message.sender } }
}

/** Undefined: nobody is mentioned. */
export function mentionsOf({ users, all }: { readonly users: readonly string[]; readonly all: boolean }): Mentions | undefined {
  if (users.length === 0 && !all) return undefined
  const each = [...new Set(users)] as UserId[] // as: only those who are in the conversation are let pass
  return { users: each, ...(all && { all }) }
}

/** As they are stored. Throws what forbids the sender to say them here now. */
export function checkLinks(groups: Groups, { replyTo, mentions, forwarded }: NewLinks, message: Written): MessageLinks {
  if (replyTo !== undefined && replyTo.found === undefined) throw new ImError('MessageNotFound', { detail: 'the one that is answered' })
  if (mentions !== undefined) checkMentions(groups, mentions, message)
  return { ...(replyTo?.found && { replyTo: replyTo.found }), ...(mentions && { mentions }), ...(forwarded && { forwarded }) }
}

/** Whether a message says of others what is sent (I3). */
export function hasLinks(stored: MessageLinks | undefined, sent: NewLinks | undefined): boolean {
  if (stored === undefined || sent === undefined) return stored === sent
  return (
    stored.replyTo?.seqId === sent.replyTo?.seqId &&
    JSON.stringify([stored.mentions, stored.forwarded]) === JSON.stringify([sent.mentions, sent.forwarded])
  )
}

function checkMentions(groups: Groups, { users, all }: Mentions, { audience, sender, recipient }: Written): void {
  const group = audience === 'group' ? groups.get(recipient) : undefined
  if (!users.every((user) => (group === undefined ? user === recipient || user === sender : group.has(user)))) {
    throw new ImError('BadRequest', { detail: 'everybody who is mentioned must be in the conversation' })
  }
  if (all === undefined) return
  if (group === undefined) throw new ImError('BadRequest', { detail: 'everybody can be mentioned in a group' })
  if (group.find(sender)?.role === 'member') throw new ImError('GroupNotAllowed')
}
