import { type Deliveries, ImError, isAppId, type MessageKind, type PushHint, parseUserId } from '@magpie-im/model'
import type { ManageUsers, Send, SendCommand, Sent } from '@magpie-im/services'
import { z } from 'zod'
import { operation } from '../operation.ts'
import { userId } from '../schemas/common.ts'
import { bodyOf, contentSchema, pushSchema, sentSchema, showSent } from '../schemas/message.ts'
import { origin } from './messages.ts'

export interface NoticesPorts {
  readonly users: ManageUsers
  readonly send: Send
  readonly deliveries: Deliveries
}

const tag = 'notices'

const giveNotice = operation({
  id: 'giveNotice',
  method: 'POST',
  path: '/api/v1/notices',
  tag,
  summary: 'Gives a user notice from an application: a conversation in which only the application writes.',
  scope: 'send',
  status: 201,
  errors: ['UserNotFound', 'MessageTooLong', 'Overloaded'],
  body: z.strictObject({
    app: userId.describe('The application, named as a user is.'),
    from: userId.exactOptional().describe('Who is shown as its sender. None: the application.'),
    to: userId,
    message: contentSchema,
    counted: z.boolean().default(true).describe('Whether it is unread until it is read.'),
    clientMessageId: z.string().min(1).max(255).exactOptional(),
    push: pushSchema.exactOptional(),
  }),
  response: sentSchema,
  subject: ({ body: { app, to } }) => `${app} ${to}`,
  handle: async ({ body, repeatKey }, { send }: NoticesPorts) => {
    const { app, from = app, to, message, counted, clientMessageId = repeatKey, push } = body
    const content = { kind: message.kind, body: bodyOf(message) }
    const sent = await giveNoticeTo(send, { app, from, to, ...content, counted, clientMessageId, push })
    return showSent(`notice:${app}`, sent)
  },
})

interface Notice {
  readonly app: string
  readonly from: string
  readonly to: string
  readonly kind: MessageKind
  readonly body: string
  readonly counted: boolean
  readonly clientMessageId: string
  readonly push: PushHint | undefined
  /** By which the user’s clients are to know the conversation. */
  readonly label?: string
}

export function giveNoticeTo(send: Send, { app, from, to, label = '', ...rest }: Notice): Promise<Sent> {
  if (!isAppId(app)) throw new ImError('BadRequest', { detail: 'an application is named as a user is' })
  const command: SendCommand = {
    sender: parseUserId(from),
    connection: undefined,
    audience: 'notice',
    recipient: to,
    app,
    label,
    resend: false,
    priority: false,
    origin,
    ...rest,
  }
  return new Promise((accepted, refused) => send.send(command, { accepted, refused }))
}

export const commandFields = {
  command: z.int().min(0).max(2_147_483_647),
  content: z.string().max(65_536).default(''),
  id: z.string().max(255).default(''),
}

const sendCommand = operation({
  id: 'sendCommand',
  method: 'POST',
  path: '/api/v1/commands',
  tag,
  summary: 'Tells the open connections of users a command whose meaning is between backend and clients; it is not kept.',
  scope: 'send',
  errors: ['UserNotFound'],
  body: z.strictObject({
    users: z.array(userId).min(1).max(1000),
    ...commandFields,
  }),
  subject: ({ body: { users, command } }) => `command ${command} to ${users.length} users`,
  handle: ({ body: { users, ...command } }, ports: NoticesPorts) => tellCommand(ports, users, command),
})

interface Command {
  readonly command: number
  readonly content: string
  readonly id: string
}

/** All of them or, when one does not exist, none. */
export function tellCommand(
  { users, deliveries }: Pick<NoticesPorts, 'users' | 'deliveries'>,
  names: readonly string[],
  command: Command,
): void {
  const known = new Set(names.map((name) => users.get(name).id))
  deliveries.deliverAll(known, { kind: 'sync-command', ...command })
}

export const noticesOperations = [giveNotice, sendCommand]
