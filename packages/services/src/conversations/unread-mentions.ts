import type { ConversationId, ListedConversation, MentioningMessage, UnreadMentions, UserId } from '@magpie-im/model'

const none: ReadonlyMap<ConversationId, MentioningMessage> = new Map()

/** Of conversations as `user` is shown them in his list those in which an unread message mentions him, and the newest that does. */
export async function newestMentions(
  mentions: UnreadMentions,
  user: UserId,
  listed: readonly ListedConversation[],
): Promise<ReadonlyMap<ConversationId, MentioningMessage>> {
  const parts = listed.flatMap(({ conversation, unread, readMark, newest }) =>
    unread === 0 || newest === undefined ? [] : [{ conversation, above: readMark.seq, upTo: newest.seq }],
  )
  return parts.length === 0 ? none : await mentions.newest({ reader: user, parts })
}
