import { controlActions, ImError, type MessageHistory, type UserId } from '@magpie-im/model'
import {
  type Answer,
  type ControlMessage,
  type ConversationNames,
  type FileAccess,
  findAnswered,
  type HeldFiles,
  type ManageUsers,
  mentionsOf,
  type NewLinks,
  parseRecipient,
  type Send,
  type SendCommand,
  type Sent,
} from '@magpie-im/services'
import { z } from 'zod'
import { type Call, operation } from '../operation.ts'
import { fileId, userId } from '../schemas/common.ts'
import { bodyOf, contentSchema, conversationName, messageStamp, pushSchema, sentSchema, showSent } from '../schemas/message.ts'

export interface MessagesPorts {
  readonly users: ManageUsers
  readonly send: Send
  readonly controlMessage: ControlMessage
  readonly names: ConversationNames
  readonly history: MessageHistory
  readonly fileAccess: FileAccess
}

const tag = 'messages'
const mostRecipients = 1000

const newMessage = {
  from: userId.describe('Who writes it. What he may not write, his backend may not write for him.'),
  message: contentSchema,
  clientMessageId: z
    .string()
    .min(1)
    .max(255)
    .exactOptional()
    .describe('A repeat of it gets the first one’s result (24 hours, restarts too). None: the Idempotency-Key.'),
  priority: z.boolean().default(false).describe('Whether it is kept for the high-priority sync.'),
  push: pushSchema.exactOptional(),
  mentions: z
    .strictObject({ users: z.array(userId).max(50).default([]), all: z.boolean().default(false) })
    .exactOptional()
    .describe('People in the conversation it speaks to; `all`: everybody in a group, if its owner or an admin writes it.'),
  files: z
    .array(fileId)
    .max(20)
    .default([])
    .describe('Uploaded files that the content names, as `file:<id>` for its `url`. Whoever is shown the message may have them.'),
}
const oneMessage = z.strictObject({
  to: conversationName,
  ...newMessage,
  replyTo: z.int().min(1).exactOptional().describe('`stamp` of the message of this conversation that it answers.'),
})
const manyMessages = z.strictObject({ to: z.array(conversationName).min(1).max(mostRecipients), ...newMessage })

type NewMessage = z.output<z.ZodObject<typeof newMessage>> & Pick<Call<0, 0, 0>, 'repeatKey'> & { readonly replyTo?: Answer }

const sendErrors = ['UserNotFound', 'NotFriends', 'Blocked', 'GroupNotFound', 'NotInGroup', 'GroupMuted', 'Muted'] as const
const contentErrors = ['ContentBlocked', 'MessageTooLong', 'Overloaded'] as const
const fileErrors = ['NotFound', 'NotReady'] as const

const sendMessage = operation({
  id: 'sendMessage',
  method: 'POST',
  path: '/api/v1/messages',
  tag,
  summary: 'Sends a message to a user or a group, as anyone.',
  description: 'Answered when it is durable. The sender’s own devices get it too.',
  scope: 'send',
  status: 201,
  errors: [...sendErrors, ...contentErrors, ...fileErrors, 'MessageNotFound', 'NotInConversation', 'GroupNotAllowed'],
  body: oneMessage,
  response: sentSchema,
  subject: ({ body: { from, to } }) => `${from} ${to}`,
  handle: async ({ body: { to, replyTo: seqId, ...message }, repeatKey }, ports: MessagesPorts) => {
    using held = await hold(message, ports)
    const user = ports.users.get(message.from).id
    const replyTo = seqId === undefined ? undefined : await findAnswered(ports, { user, conversation: to, seqId })
    const sent = await sendOne(ports, to, { ...message, repeatKey, held, ...(replyTo && { replyTo }) })
    return showSent(to, sent)
  },
})

const outcomeSchema = z.object({
  to: conversationName,
  sent: sentSchema.nullable().describe('null: it was refused.'),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
})

const sendToMany = operation({
  id: 'sendToMany',
  method: 'POST',
  path: '/api/v1/messages/batch',
  tag,
  summary: 'Sends the same message to up to 1,000 users and groups, with a result for each.',
  scope: 'send',
  errors: ['MessageTooLong', 'UserNotFound', ...fileErrors],
  body: manyMessages,
  response: z.object({ results: z.array(outcomeSchema) }),
  subject: ({ body: { from, to } }) => `${from} ${to.length} conversations`,
  handle: async ({ body: { to, ...message }, repeatKey }, ports: MessagesPorts) => {
    using held = await hold(message, ports)
    return { results: await Promise.all(to.map((each) => outcomeOf(ports, each, { ...message, repeatKey, held }))) }
  },
})

/** Undefined: it has no files. */
async function hold(
  { from, message, files }: Omit<NewMessage, 'repeatKey'>,
  { users, fileAccess }: MessagesPorts,
): Promise<HeldFiles | undefined> {
  const body = bodyOf(message)
  return files.length === 0 ? undefined : await fileAccess.hold(users.get(from).id, files, body)
}

type Held = NewMessage & { readonly held: HeldFiles | undefined }

async function outcomeOf(ports: MessagesPorts, to: string, message: Held) {
  try {
    return { to, sent: showSent(to, await sendOne(ports, to, message)), error: null }
  } catch (error) {
    if (!(error instanceof ImError)) throw error
    return { to, sent: null, error: { code: error.name, message: error.message } }
  }
}

async function sendOne(
  { users, send }: MessagesPorts,
  to: string,
  { from, message, clientMessageId, repeatKey, priority, push, held, ...says }: Held,
): Promise<Sent> {
  const { audience, peer: recipient } = parseRecipient(to)
  const command: SendCommand = {
    sender: users.get(from).id,
    connection: undefined,
    audience,
    recipient,
    app: undefined,
    label: '',
    clientMessageId: clientMessageId ?? repeatKey,
    resend: false,
    kind: message.kind,
    body: bodyOf(message),
    counted: true,
    priority,
    push,
    origin,
    links: linksOf(says),
    ...(held && { files: held }),
  }
  return new Promise((accepted, refused) => send.send(command, { accepted, refused }))
}

function linksOf({ replyTo, mentions: asked }: Pick<NewMessage, 'replyTo' | 'mentions'>): NewLinks | undefined {
  const mentions = asked && mentionsOf(asked)
  return replyTo || mentions ? { ...(replyTo && { replyTo }), ...(mentions && { mentions }) } : undefined
}

/** By which statistics tell that it came by HTTP. */
export const origin = { door: 'http', bytes: new Uint8Array(0) }

const ofMessage = z.object({
  user: userId,
  conversation: conversationName,
  stamp: messageStamp,
})

const controlMessage = operation({
  id: 'controlMessage',
  method: 'POST',
  path: '/api/v1/users/{user}/conversations/{conversation}/messages/{stamp}/control',
  tag,
  summary: 'Revokes, overrides or deletes a message.',
  description:
    'As the user, with his rights and within his time; with `operator` as the operator of the server, who may always (that needs `admin`). `delete` is for the user alone, or with `forAll` for everybody.',
  scope: 'write',
  errors: ['UserNotFound', 'NotInConversation', 'NotInGroup', 'MessageNotFound', 'ControlNotAllowed', 'ControlTooLate', ...contentErrors],
  params: ofMessage,
  body: z.strictObject({
    action: z.enum(controlActions),
    body: z.string().default('').describe('What an override says.'),
    forAll: z.boolean().default(false),
    operator: z.boolean().default(false),
  }),
  handle: async ({ params, body: { operator, ...control }, key, repeatKey }, { users, names, controlMessage }: MessagesPorts) => {
    if (operator && !key?.scopes.includes('admin')) throw new ImError('ScopeMissing', { detail: 'it needs admin' })
    const user: UserId = users.get(params.user).id
    const thread = names.resolve(user, params.conversation)
    await controlMessage.control({ user: operator ? undefined : user, thread, seqId: params.stamp, requestId: repeatKey, ...control })
  },
})

export const messagesOperations = [sendMessage, sendToMany, controlMessage]
