import { type Message, messageKinds, parseUserId } from '@magpie-im/model'
import { type ConversationNames, formatConversation, type ManageUsers, type SearchMessages } from '@magpie-im/services'
import { z } from 'zod'
import { formatCursor, parseNumberCursor } from '../cursor.ts'
import { operation } from '../operation.ts'
import { pageQuery, pageSchema, stampOf, time, userId } from '../schemas/common.ts'
import { conversationName, messageSchema, showMessage } from '../schemas/message.ts'

export interface SearchPorts {
  readonly users: ManageUsers
  readonly names: ConversationNames
  readonly searchMessages: SearchMessages
}

/** Of a time as it is written, up to which microsecond it is meant. */
const millisecond = 999

const searchMessages = operation({
  id: 'searchMessages',
  method: 'GET',
  path: '/api/v1/users/{user}/search',
  tag: 'conversations',
  summary: 'Finds messages in a user’s conversations, newest first, as he may see them.',
  description: `By words in any order, the last of which may be the beginning of one; of Chinese, Japanese, Korean and other scripts without spaces, by any
piece of a text. Case, width and accents make no difference. The newest messages are found after a second or, when very much is written, later. A page may be short and have a \`next\`.`,
  scope: 'read',
  errors: ['UserNotFound', 'NotInConversation', 'NotReady'],
  params: z.object({ user: userId }),
  query: pageQuery.extend({
    text: z.string().max(256).default('').describe('What is sought.'),
    conversation: conversationName.exactOptional(),
    from: userId.exactOptional().describe('Only what he wrote.'),
    kind: z.enum(messageKinds).exactOptional(),
    since: time.exactOptional().describe('Not before this time.'),
    until: time.exactOptional().describe('Not after this time.'),
  }),
  response: pageSchema(messageSchema.extend({ conversation: conversationName }).meta({ id: 'FoundMessage' })),
  handle: async ({ params, query: { cursor, limit, text, ...by } }, { users, names, searchMessages }: SearchPorts) => {
    const { id: user } = users.get(params.user)
    const page = await searchMessages.search({
      ...{ user, text, limit, kind: by.kind, before: parseNumberCursor(cursor) },
      thread: by.conversation === undefined ? undefined : names.resolve(user, by.conversation),
      sender: by.from === undefined ? undefined : parseUserId(by.from),
      from: by.since === undefined ? 0 : stampOf(by.since),
      to: by.until === undefined ? Number.MAX_SAFE_INTEGER : stampOf(by.until) + millisecond,
    })
    const items = page.messages.map((message) => ({ ...showMessage(message), conversation: nameFor(user, message) }))
    return { items, next: page.next === undefined ? null : formatCursor(page.next) }
  },
})

/** As `user`, who may see it, calls its conversation. */
function nameFor(user: string, { audience, sender, recipient, app }: Message): string {
  if (audience === 'notice') return formatConversation(audience, app ?? sender)
  return formatConversation(audience, audience === 'single' && recipient === user ? sender : recipient)
}

export const searchOperations = [searchMessages]
