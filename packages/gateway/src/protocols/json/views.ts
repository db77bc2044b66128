import {
  type Group,
  type ListedConversation,
  type Member,
  type MentioningMessage,
  type Message,
  type MessageControl,
  type MessageLinks,
  ordinary,
  type Pin,
  type Presence,
  type PriorityEntry,
  type Profile,
  pairOf,
  type Reaction,
  type ReactionCount,
  type ReadMark,
  type Receipt,
  type UserId,
} from '@magpie-im/model'
import { formatConversation, type Thread } from '@magpie-im/services'
import type { JsonEvent, JsonGroup, JsonMember, JsonMessage, JsonReply } from '@magpie-im/wire'

/** How a user calls a conversation; `of` whose it is when he is not in it. */
export interface Name {
  readonly conversation: string
  readonly of?: string
}

export function nameOf({ audience, sender, recipient, app }: Pick<Message, 'audience' | 'sender' | 'recipient' | 'app'>, to: UserId): Name {
  if (audience === 'group') return { conversation: formatConversation(audience, recipient) }
  const receiver = recipient as UserId // as: only the recipient of a message to a group is none
  if (audience === 'notice') return { conversation: formatConversation(audience, app ?? sender), ...(receiver !== to && { of: receiver }) }
  const [of, peer] = sender === to ? [sender, receiver] : receiver === to ? [receiver, sender] : pairOf(sender, receiver)
  return { conversation: formatConversation(audience, peer), ...(of !== to && { of }) }
}

/** The same of a conversation that `user` follows. */
export function nameOfFollowed(thread: Thread): Name {
  const [of] = thread.parties
  if (of === undefined) return { conversation: formatConversation(thread.kind, thread.peerOf('' as UserId)) } // as: a group is the same to whoever looks
  return { conversation: formatConversation(thread.kind, thread.peerOf(of)), of }
}

/** With what was shown of it by others, where that is asked for. */
export function showMessage(message: Message, reactions?: readonly ReactionCount[]): JsonMessage {
  const { seq, seqId, sender, kind, body, state, clientMessageId, ...rest } = message
  const { priority, counted, push, links } = rest
  return {
    ...{ seq, stamp: seqId, from: sender, kind, body, state, clientMessageId },
    ...(priority !== ordinary.priority && { priority }),
    ...(counted !== ordinary.counted && { counted }),
    ...(push !== undefined && { push }),
    ...(links !== undefined && showLinks(links)),
    ...(reactions !== undefined && { reactions: reactions.map(showCount) }),
  }
}

function showCount({ emoji, count, mine }: ReactionCount) {
  return { emoji, count, ...(mine && { mine }) }
}

/** Of a reaction or a pin what they have in common. */
export function showAnnotation({ target, by, on }: Pin | Reaction, to: UserId): Name & Omit<JsonEvent<'pinChanged'>, 'event' | keyof Name> {
  return { ...nameOf(target, to), seq: target.seq, stamp: target.seqId, by, on }
}

function showLinks({ replyTo, mentions, forwarded }: MessageLinks): Pick<JsonMessage, 'replyTo' | 'mentions' | 'forwarded'> {
  return {
    ...(replyTo && { replyTo: { seq: replyTo.seq, stamp: replyTo.seqId, from: replyTo.sender } }),
    ...(mentions && { mentions: { users: [...mentions.users], ...(mentions.all && { all: mentions.all }) } }),
    ...(forwarded && { forwarded: { from: forwarded.from, stamp: forwarded.seqId } }),
  }
}

export function showControl(
  { action, by, body, requestId, target }: MessageControl,
  to: UserId,
): Omit<JsonEvent<'messageControlled'>, 'event'> {
  const { seq, seqId, clientMessageId } = target
  return {
    ...nameOf(target, to),
    ...{ action, seq, stamp: seqId, clientMessageId },
    ...(by !== undefined && { by }),
    ...(action === 'override' && { body }),
    requestId,
  }
}

type JsonListed = JsonReply<'listConversations'>['items'][number]

/** With how far the other one has come, and who mentioned the reader. */
export function showListed(listed: ListedConversation, peerAt?: Receipt, mentioned?: MentioningMessage): JsonListed {
  const { audience, peer, unread, readMark, newest, attributes, stamp } = listed
  return {
    conversation: formatConversation(audience, peer),
    unread,
    readMark: showMark(readMark),
    ...(newest !== undefined && { newest: showMessage(newest) }),
    attributes: Object.fromEntries(attributes),
    ...(peerAt !== undefined && { peer: showReceipt(peerAt) }),
    ...(mentioned !== undefined && { mentioned: showMark(mentioned) }),
    changed: stamp,
  }
}

/** Of somebody else. */
export function showReceipt({ delivered, read }: Receipt): Pick<JsonEvent<'receipt'>, 'delivered' | 'read'> {
  return { ...(delivered && { delivered: showMark(delivered) }), ...(read && { read: showMark(read) }) }
}

export function showPresence({ status, devices, lastSeen }: Presence): Omit<JsonEvent<'presenceChanged'>, 'event' | 'user'> {
  return { status, devices: [...devices], ...(lastSeen !== undefined && { lastSeen }) }
}

export function showMark({ seq, seqId }: ReadMark) {
  return { seq, stamp: seqId }
}

export function showPriority(entry: PriorityEntry, to: UserId): JsonReply<'syncPriority'>['items'][number] {
  const at = entry.stamp
  if (entry.kind === 'control') return { what: 'control', at, ...showControl(entry.control, to) }
  return { what: 'message', at, ...nameOf(entry.message, to), message: showMessage(entry.message) }
}

export function showGroup({ info, size }: { readonly info: Group; readonly size: number }): JsonGroup {
  const { conversation: _, dismissed: __, ...rest } = info
  return { ...rest, size }
}

export function showMember({ user, role, joined, mutedUntil }: Member): JsonMember {
  return { user, role, joinedAt: joined.at, mutedUntil }
}

export function showProfile(profile: Profile) {
  return { ...profile, birthday: String(profile.birthday) }
}
