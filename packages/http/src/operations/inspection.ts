import { audienceKinds, type ConversationId, type ConversationList, conversationId, ImError, type MessageHistory } from '@magpie-im/model'
import {
  type ContentGrants,
  formatConversation,
  type Groups,
  type Horizon,
  type ManageUsers,
  mostGrantMinutes,
  SyncWindow,
  type Thread,
} from '@magpie-im/services'
import { z } from 'zod'
import { formatCursor, parseNumberCursor } from '../cursor.ts'
import { operation } from '../operation.ts'
import { isoTime, pageQuery, pageSchema, time, userId } from '../schemas/common.ts'
import { conversationName, messageSchema, showMessage } from '../schemas/message.ts'

export interface InspectionPorts {
  readonly users: ManageUsers
  readonly groups: Groups
  readonly list: ConversationList
  readonly history: MessageHistory
  readonly horizon: Horizon
  readonly contentGrants: ContentGrants
  /** Undefined: there is no conversation of this number. */
  readonly threadOf: (id: ConversationId) => Thread | undefined
}

const tag = 'inspection'
const id = z.coerce.number().int().min(1).describe('The number of a conversation, the same for all who are in it.')
const params = z.object({ id })
const path = '/api/v1/conversations/{id}'

const ofUserSchema = z
  .object({
    id: z.int(),
    conversation: conversationName,
    audience: z.enum(audienceKinds),
    unread: z.int(),
    last: z.object({ seq: z.int(), time }).nullable().describe('Of the newest message; null: there is none.'),
    changed: time,
  })
  .meta({ id: 'InspectedOfUser' })

const inspectedSchema = z
  .object({
    id: z.int(),
    audience: z.enum(audienceKinds),
    members: z.array(z.object({ user: userId, readSeq: z.int() })).describe('Empty for a group: it has operations of its own.'),
    group: z.string().nullable(),
    lastSeq: z.int().describe('Of the newest message; 0: there is none.'),
    lastAt: time.nullable(),
    contentsUntil: time.nullable().describe('Until when the one who asks may read its messages; null: he may not.'),
  })
  .meta({ id: 'Inspected' })

const inspectConversations = operation({
  id: 'inspectConversations',
  method: 'GET',
  path: '/api/v1/conversations',
  tag,
  summary: 'Lists the conversations of a user without anything of what is written in them, the one that changed last at the end.',
  scope: 'read',
  console: 'viewer',
  errors: ['UserNotFound', 'NotReady'],
  query: pageQuery.extend({ user: userId }),
  response: pageSchema(ofUserSchema),
  handle: async ({ query: { user, cursor, limit } }, { users, list, horizon }: InspectionPorts) => {
    const after = parseNumberCursor(cursor) ?? 0
    const { items, more } = await list.list({ user: users.get(user).id, after, limit, asOf: new SyncWindow(horizon.now) })
    const shown = items.map(({ conversation, audience, peer, unread, newest, stamp }) => ({
      ...{ id: conversation, conversation: formatConversation(audience, peer), audience, unread },
      last: newest === undefined ? null : { seq: newest.seq, time: isoTime(newest.seqId) },
      changed: isoTime(stamp),
    }))
    return { items: shown, next: more ? formatCursor(items.at(-1)?.stamp ?? after) : null }
  },
})

const inspectConversation = operation({
  id: 'inspectConversation',
  method: 'GET',
  path,
  tag,
  summary: 'Shows who is in a conversation and how far it is, without anything of what is written in it.',
  scope: 'read',
  console: 'viewer',
  errors: ['NotFound'],
  params,
  response: inspectedSchema,
  handle: ({ params, actor }, ports: InspectionPorts) => {
    const thread = get(ports, params.id)
    const { seq: lastSeq, seqId } = thread.durable
    const until = ports.contentGrants.until(actor, thread.id)
    return {
      id: thread.id,
      audience: thread.kind,
      members: thread.parties.map((user) => ({ user, readSeq: thread.readMarkOf(user).seq })),
      group: ports.groups.byConversation(thread.id)?.info.id ?? null,
      lastSeq,
      lastAt: lastSeq === 0 ? null : isoTime(seqId),
      contentsUntil: until === undefined ? null : new Date(until).toISOString(),
    }
  },
})

const grantContents = operation({
  id: 'grantContents',
  method: 'POST',
  path: `${path}/grants`,
  tag,
  summary: 'Lets the one who asks read a conversation for a while. Why is in the audit log, as is each page that is read.',
  scope: 'admin',
  console: 'admin',
  status: 201,
  auditedByUseCase: true,
  errors: ['NotFound'],
  params,
  body: z.strictObject({ reason: z.string().min(1).max(200), minutes: z.int().min(1).max(mostGrantMinutes) }),
  response: z.object({ until: time }),
  handle: async ({ params, body, actor }, ports: InspectionPorts) => {
    const { id: conversation } = get(ports, params.id)
    return { until: new Date(await ports.contentGrants.grant({ actor, conversation, ...body })).toISOString() }
  },
})

const readContents = operation({
  id: 'readContents',
  method: 'GET',
  path: `${path}/messages`,
  tag,
  summary: 'Shows the messages of a conversation, newest first, to who has been granted it.',
  scope: 'admin',
  console: 'admin',
  errors: ['NotFound', 'RightMissing', 'NotReady'],
  params,
  query: pageQuery,
  response: pageSchema(messageSchema),
  handle: async ({ params, query: { cursor, limit }, actor }, ports: InspectionPorts) => {
    const { id: conversation } = get(ports, params.id)
    await ports.contentGrants.checkMayRead(actor, conversation)
    const upTo = parseNumberCursor(cursor) ?? Number.MAX_SAFE_INTEGER
    const items = await ports.history.page({ conversation, reader: undefined, upTo, limit })
    const oldest = items.at(-1)
    const isEnd = oldest === undefined || items.length < limit
    return { items: items.map(showMessage), next: isEnd ? null : formatCursor(oldest.seqId - 1) }
  },
})

export const inspectionOperations = [inspectConversations, inspectConversation, grantContents, readContents]

function get({ threadOf }: InspectionPorts, id: number): Thread {
  const thread = threadOf(conversationId(id))
  if (thread === undefined) throw new ImError('NotFound', { detail: 'no conversation has this number' })
  return thread
}
