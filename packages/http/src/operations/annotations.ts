import type { Annotations, MessageHistory } from '@magpie-im/model'
import { type AnnotateMessage, type ConversationNames, listPins, listReactions, type ManageUsers } from '@magpie-im/services'
import { z } from 'zod'
import { formatCursor, parseCursor } from '../cursor.ts'
import { operation } from '../operation.ts'
import { isoTime, pageQuery, pageSchema, time, userId } from '../schemas/common.ts'
import { conversationName, messageSchema, messageStamp, showMessage } from '../schemas/message.ts'

export interface AnnotationsPorts {
  readonly users: ManageUsers
  readonly names: ConversationNames
  readonly annotateMessage: AnnotateMessage
  readonly annotations: Annotations
  readonly history: MessageHistory
}

const tag = 'conversations'
const ofConversation = z.object({ user: userId, conversation: conversationName })
const ofMessage = ofConversation.extend({ stamp: messageStamp })
const emoji = z.string().min(1).max(32).describe('One emoji, of at most 32 bytes of UTF-8.').meta({ example: '👍' })
const ofReaction = ofMessage.extend({ emoji })
const path = '/api/v1/users/{user}/conversations/{conversation}'
const ofMessagePath = `${path}/messages/{stamp}`
const reading = ['UserNotFound', 'NotInConversation', 'NotReady'] as const
const writing = [...reading, 'NotInGroup', 'MessageNotFound', 'Blocked', 'Muted', 'GroupMuted', 'TooManyMessages'] as const

const listReactionsOfMessage = operation({
  id: 'listReactions',
  method: 'GET',
  path: `${ofMessagePath}/reactions`,
  tag,
  summary: 'Lists who reacted to a message that a user is shown, and how: in the order of emojis, and of users.',
  scope: 'read',
  errors: [...reading, 'MessageNotFound'],
  params: ofMessage,
  query: pageQuery.extend({ emoji: emoji.exactOptional() }),
  response: pageSchema(z.object({ user: userId, emoji, at: time })),
  handle: async ({ params, query: { cursor, limit, emoji } }, ports: AnnotationsPorts) => {
    const asked = { ...placeOf(params, ports), seqId: params.stamp, emoji, after: parsePlace(cursor), limit }
    const { items, more } = await listReactions(ports, asked)
    const last = items.at(-1)
    return { items: items.map(({ at, ...given }) => ({ ...given, at: isoTime(at) })), next: more && last ? formatPlace(last) : null }
  },
})

const setReaction = operation({
  id: 'setReaction',
  method: 'PUT',
  path: `${ofMessagePath}/reactions/{emoji}`,
  tag,
  summary: 'Shows what a user thinks of a message. Doing it again changes nothing.',
  description: 'By the rules that hold for him, and told as if he had done it himself.',
  scope: 'write',
  errors: [...writing, 'ReactionsFull'],
  params: ofReaction,
  handle: ({ params }, ports: AnnotationsPorts) => react(params, ports, true),
})

const removeReaction = operation({
  id: 'removeReaction',
  method: 'DELETE',
  path: `${ofMessagePath}/reactions/{emoji}`,
  tag,
  summary: 'Takes a user’s reaction back.',
  scope: 'write',
  errors: writing,
  params: ofReaction,
  handle: ({ params }, ports: AnnotationsPorts) => react(params, ports, false),
})

const listPinsOfConversation = operation({
  id: 'listPins',
  method: 'GET',
  path: `${path}/pins`,
  tag,
  summary: 'Lists the messages that are kept in view in a user’s conversation, at most 50, the one that was pinned last first.',
  scope: 'read',
  errors: reading,
  params: ofConversation,
  response: z.object({ items: z.array(messageSchema) }),
  handle: async ({ params }, ports: AnnotationsPorts) => ({ items: (await listPins(ports, placeOf(params, ports))).map(showMessage) }),
})

const setPin = operation({
  id: 'setPin',
  method: 'PUT',
  path: `${ofMessagePath}/pin`,
  tag,
  summary: 'Keeps a message in view of everybody in the conversation. Doing it again changes nothing.',
  description: 'As a user: both of two may, of a group its owner and admins.',
  scope: 'write',
  errors: [...writing, 'GroupNotAllowed', 'ControlNotAllowed', 'PinsFull'],
  params: ofMessage,
  handle: ({ params }, ports: AnnotationsPorts) => pin(params, ports, true),
})

const removePin = operation({
  id: 'removePin',
  method: 'DELETE',
  path: `${ofMessagePath}/pin`,
  tag,
  summary: 'Keeps a message in view no longer, as a user who may pin it.',
  scope: 'write',
  errors: [...writing, 'GroupNotAllowed', 'ControlNotAllowed'],
  params: ofMessage,
  handle: ({ params }, ports: AnnotationsPorts) => pin(params, ports, false),
})

function react({ emoji, ...params }: z.output<typeof ofReaction>, ports: AnnotationsPorts, on: boolean): Promise<void> {
  return ports.annotateMessage.react({ ...placeOf(params, ports), seqId: params.stamp, emoji, on })
}

function pin(params: z.output<typeof ofMessage>, ports: AnnotationsPorts, on: boolean): Promise<void> {
  return ports.annotateMessage.pin({ ...placeOf(params, ports), seqId: params.stamp, on })
}

function placeOf({ user: id, conversation }: z.output<typeof ofConversation>, { users, names }: AnnotationsPorts) {
  const { id: user } = users.get(id)
  return { user, thread: names.resolve(user, conversation) }
}

/** Neither has a control character in it. */
const between = '\n'

function formatPlace({ emoji, user }: { readonly emoji: string; readonly user: string }): string {
  return formatCursor(`${emoji}${between}${user}`)
}

function parsePlace(cursor: string | undefined) {
  const place = parseCursor(cursor)
  const [emoji = '', user = ''] = place?.split(between) ?? []
  return place === undefined ? undefined : { emoji, user }
}

export const annotationsOperations = [listReactionsOfMessage, setReaction, removeReaction, listPinsOfConversation, setPin, removePin]
