import { z } from 'zod'
import { attribute, attributes, conversation, limit, more, of, readMark, receipt, seq, stamp, userId } from '../fields.ts'
import { anyKind, message } from '../message.ts'
import { command } from '../row.ts'

export const listed = z.strictObject({
  conversation,
  unread: z.int().describe('Messages of others above the read mark that count and are neither revoked nor deleted.'),
  readMark,
  newest: message.exactOptional(),
  attributes,
  peer: z.strictObject(receipt).exactOptional().describe('How far the other one of two has come, unless one of you has blocked the other.'),
  mentioned: z
    .strictObject({ seq, stamp })
    .exactOptional()
    .describe('The newest of the unread messages that mention you, by name or with everybody.'),
  changed: stamp.describe('When it last changed for you.'),
})

export const conversationCommands = {
  listConversations: command('listConversations', {
    about:
      'What changed in your list of conversations after a stamp, oldest change first. The first time after signing in it answers as of the sign-in, and what happens from then on follows the last page as events.',
    request: { after: stamp.default(0).describe('`cursor` of the page or sync before. 0: everything.') },
    reply: {
      items: z.array(listed),
      more,
      cursor: stamp.describe('Ask with this for the next page or, after the last one, at the next sync.'),
    },
    errors: ['NotReady'],
  }),
  listMessages: command('listMessages', {
    about:
      'A piece of a history, in the order of its seqs. With `after` the first that follow, otherwise the last there are (before `before`).',
    request: {
      conversation,
      of,
      after: seq.exactOptional().describe('Only messages with a greater seq.'),
      before: seq.exactOptional().describe('Only messages with a smaller seq.'),
      limit,
    },
    reply: { items: z.array(message), more: more.describe('Whether there are more in the same direction.') },
    errors: ['NotInConversation', 'NotReady'],
  }),
  searchMessages: command('searchMessages', {
    about:
      'Finds messages in your conversations, newest first: by words in any order, the last of which may be the beginning of one; of Chinese, Japanese and others by any piece of a text.',
    request: {
      text: z.string().max(256).default('').describe('What is sought.'),
      conversation: conversation.exactOptional(),
      from: userId.exactOptional().describe('Only what he wrote.'),
      kind: anyKind.exactOptional(),
      since: stamp.exactOptional().describe('Not before.'),
      until: stamp.exactOptional().describe('Not after.'),
      before: z.int().min(0).exactOptional().describe('`next` of the page before.'),
      limit,
    },
    reply: {
      items: z.array(z.strictObject({ conversation, message })),
      next: z
        .int()
        .exactOptional()
        .describe('Where to go on; a page may be short and have more behind it. Left out: there is nothing more.'),
    },
    errors: ['NotInConversation', 'NotReady'],
  }),
  setReadMark: command('setReadMark', {
    about: 'Everything up to a message is read. Never moves back; your other devices are told, and the others by `receipt`.',
    request: { conversation, stamp: stamp.describe('Of the message.') },
    reply: { readMark: readMark.describe('As it is now.') },
    errors: ['NotInConversation', 'NotReady'],
  }),
  setDelivered: command('setDelivered', {
    about:
      'Everything up to a message has arrived at this client; the others are told by `receipt`. Never moves back, and what is read has arrived. Gather: one a second and conversation is enough. Kept in conversations of two and groups up to `groups.fanOutLimit`; elsewhere it is answered and means nothing.',
    request: { conversation, stamp: stamp.describe('Of the message.') },
    reply: {},
    errors: ['NotInConversation', 'NotReady'],
  }),
  listReceipts: command('listReceipts', {
    about:
      'Who has received and read a message, in the order of their ids: all whom it was for and who are still there, but not its sender.',
    request: {
      conversation,
      stamp: stamp.describe('Of the message.'),
      after: userId.exactOptional().describe('Only users behind this one: the last of the page before.'),
      limit,
    },
    reply: {
      items: z.array(z.strictObject({ user: userId, delivered: z.boolean(), read: z.boolean() })),
      more,
      members: z.int().exactOptional().describe('Whom it was for. This and the next two come with the first page.'),
      delivered: z.int().exactOptional().describe('How many of them have received it.'),
      read: z.int().exactOptional().describe('How many of them have read it.'),
    },
    errors: ['NotInConversation', 'MessageNotFound', 'NotReady'],
  }),
  setTyping: command('setTyping', {
    about:
      'Says that you are writing, or no longer; while you write again every few seconds. The other one of two is told, and members of a group of at most 100; by the rules of sending.',
    request: { conversation, on: z.boolean() },
    reply: {},
    errors: ['NotInConversation', 'Blocked', 'NotFriends', 'Muted', 'GroupMuted'],
  }),
  setConversationAttribute: command('setConversationAttribute', {
    about: 'Keeps something about a conversation, such as that it is pinned or muted. Your other devices find it at their next sync.',
    request: { conversation, ...attribute },
    reply: {},
    errors: ['NotInConversation'],
  }),
  removeConversation: command('removeConversation', {
    about: 'Takes a conversation out of your list until something is written in it again.',
    request: { conversation },
    reply: {},
    errors: ['NotInConversation'],
  }),
}
