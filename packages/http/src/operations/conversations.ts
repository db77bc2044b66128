import { type ConversationList, ImError, type ListedConversation, type MessageHistory, type UserId } from '@magpie-im/model'
import {
  type ConversationNames,
  formatConversation,
  type Horizon,
  type ManageUsers,
  type MarkRead,
  pullHistory,
  type RemoveConversation,
  type SetConversationAttribute,
  SyncWindow,
} from '@magpie-im/services'
import { z } from 'zod'
import { formatCursor, parseNumberCursor } from '../cursor.ts'
import { operation } from '../operation.ts'
import { pageQuery, pageSchema, userId } from '../schemas/common.ts'
import { conversationName, listedSchema, messageSchema, showMessage } from '../schemas/message.ts'

export interface ConversationsPorts {
  readonly users: ManageUsers
  readonly names: ConversationNames
  readonly list: ConversationList
  readonly history: MessageHistory
  readonly horizon: Horizon
  readonly markRead: MarkRead
  readonly setConversationAttribute: SetConversationAttribute
  readonly removeConversation: RemoveConversation
}

const tag = 'conversations'
const params = z.object({ user: userId })
const ofConversation = z.object({ user: userId, conversation: conversationName })
const path = '/api/v1/users/{user}/conversations'

const listConversations = operation({
  id: 'listConversations',
  method: 'GET',
  path,
  tag,
  summary: 'Lists a user’s conversations, the one that changed last at the end.',
  description:
    'A conversation that changes while one pages comes again, behind the others. The last page’s `last` is a cursor for what changes later.',
  scope: 'read',
  errors: ['UserNotFound', 'NotReady'],
  params,
  query: pageQuery,
  response: pageSchema(listedSchema).extend({ last: z.string().describe('Cursor behind the last item of this page.') }),
  handle: async ({ params: { user }, query: { cursor, limit } }, { users, list, horizon }: ConversationsPorts) => {
    const after = parseNumberCursor(cursor) ?? 0
    const { items, more } = await list.list({ user: users.get(user).id, after, limit, asOf: new SyncWindow(horizon.now) })
    const last = formatCursor(items.at(-1)?.stamp ?? after)
    return { items: items.map(show), next: more ? last : null, last }
  },
})

const removeConversation = operation({
  id: 'removeConversation',
  method: 'DELETE',
  path: `${path}/{conversation}`,
  tag,
  summary: 'Takes a conversation out of a user’s list, until something is written in it again.',
  scope: 'write',
  errors: ['UserNotFound', 'NotInConversation'],
  params: ofConversation,
  handle: ({ params }, { users, names, removeConversation }: ConversationsPorts) => {
    const { id: user } = users.get(params.user)
    return removeConversation.remove({ user }, names.resolve(user, params.conversation))
  },
})

const setConversationAttribute = operation({
  id: 'setConversationAttribute',
  method: 'PUT',
  path: `${path}/{conversation}/attributes/{name}`,
  tag,
  summary: 'Keeps something about a conversation under a name: pinned, muted, whatever the clients know.',
  scope: 'write',
  errors: ['UserNotFound', 'NotInConversation'],
  params: ofConversation.extend({ name: z.string().min(1).max(64) }),
  body: z.strictObject({ value: z.string() }),
  handle: ({ params: { user: id, conversation, name }, body: { value } }, { users, names, ...ports }: ConversationsPorts) => {
    const { id: user } = users.get(id)
    return ports.setConversationAttribute.set(user, names.resolve(user, conversation), { name, value })
  },
})

const listMessages = operation({
  id: 'listMessages',
  method: 'GET',
  path: `${path}/{conversation}/messages`,
  tag,
  summary: 'Shows the history of a conversation as its member may see it, newest first.',
  scope: 'read',
  errors: ['UserNotFound', 'NotInConversation', 'NotReady'],
  params: ofConversation,
  query: pageQuery,
  response: pageSchema(messageSchema),
  handle: async ({ params, query: { cursor, limit } }, { users, names, history }: ConversationsPorts) => {
    const { id: user } = users.get(params.user)
    const upTo = parseNumberCursor(cursor) ?? Number.MAX_SAFE_INTEGER
    const items = await pullHistory(history, { user, thread: names.resolve(user, params.conversation), upTo, limit })
    const oldest = items.at(-1)
    // Below a full page there may be more; whether the user may see any of it the next one tells.
    const isEnd = oldest === undefined || oldest.seq === 1 || items.length < limit
    return { items: items.map(showMessage), next: isEnd ? null : formatCursor(oldest.seqId - 1) }
  },
})

const readMark = z.object({ seq: z.int(), stamp: z.int() })

const getReadMark = operation({
  id: 'getReadMark',
  method: 'GET',
  path: `${path}/{conversation}/read-mark`,
  tag,
  summary: 'Shows how far a user has read.',
  scope: 'read',
  errors: ['UserNotFound', 'NotInConversation'],
  params: ofConversation,
  response: readMark,
  handle: ({ params }, { users, names }: ConversationsPorts) => {
    const { id: user } = users.get(params.user)
    const thread = names.resolve(user, params.conversation)
    if (!thread.has(user)) throw new ImError('NotInConversation')
    const { seq, seqId } = thread.readMarkOf(user)
    return { seq, stamp: seqId }
  },
})

const setReadMark = operation({
  id: 'setReadMark',
  method: 'PUT',
  path: `${path}/{conversation}/read-mark`,
  tag,
  summary: 'Marks everything up to a message as read; never moves back. The user’s devices are told.',
  scope: 'write',
  errors: ['UserNotFound', 'NotInConversation', 'NotReady'],
  params: ofConversation,
  body: z.strictObject({ stamp: z.int().min(0).describe('Of the message.') }),
  response: readMark,
  handle: async ({ params, body: { stamp } }, { users, names, markRead }: ConversationsPorts) => {
    const { id: user } = users.get(params.user)
    const thread = names.resolve(user, params.conversation)
    await markRead.markRead({ user }, thread, stamp)
    const { seq, seqId } = thread.readMarkOf(user)
    return { seq, stamp: seqId }
  },
})

const getUnread = operation({
  id: 'getUnread',
  method: 'GET',
  path: '/api/v1/users/{user}/unread',
  tag,
  summary: 'Counts what a user has not read, in all and in each conversation with something unread.',
  scope: 'read',
  errors: ['UserNotFound', 'NotReady'],
  params,
  response: z.object({ total: z.int(), conversations: z.array(z.object({ conversation: conversationName, unread: z.int() })) }),
  handle: async ({ params: { user } }, { users, ...ports }: ConversationsPorts) => {
    const conversations: { conversation: string; unread: number }[] = []
    for await (const { audience, peer, unread } of all(ports, users.get(user).id)) {
      if (unread > 0) conversations.push({ conversation: formatConversation(audience, peer), unread })
    }
    return { total: conversations.reduce((sum, { unread }) => sum + unread, 0), conversations }
  },
})

/** All as of one moment. */
async function* all({ list, horizon }: Pick<ConversationsPorts, 'list' | 'horizon'>, user: UserId): AsyncIterable<ListedConversation> {
  const asOf = new SyncWindow(horizon.now)
  const seen = new Set<number>()
  for (let after = 0, more = true; more; ) {
    const page = await list.list({ user, after, limit: 200, asOf })
    for (const item of page.items) if (!seen.has(item.conversation)) yield item
    for (const { conversation } of page.items) seen.add(conversation)
    after = page.items.at(-1)?.stamp ?? after
    more = page.more
  }
}

function show({ audience, peer, unread, readMark, newest, attributes, stamp }: ListedConversation): z.input<typeof listedSchema> {
  return {
    conversation: formatConversation(audience, peer),
    audience,
    unread,
    readMark: { seq: readMark.seq, stamp: readMark.seqId },
    newest: newest === undefined ? null : showMessage(newest),
    attributes: Object.fromEntries(attributes),
    changed: stamp,
  }
}

export const conversationsOperations = [
  listConversations,
  removeConversation,
  setConversationAttribute,
  listMessages,
  getReadMark,
  setReadMark,
  getUnread,
]
