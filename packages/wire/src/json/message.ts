import { z } from 'zod'
import { conversation, of, seq, stamp, userId } from './fields.ts'

/** What clients send. */
export const kind = z.enum(['text', 'image', 'voice', 'video', 'file', 'location', 'custom'])
export const anyKind = z
  .enum([...kind.options, 'merged'])
  .describe('`merged`: other messages, whose copies the server made; the body is JSON, `{"items":[{from, stamp, kind, body}]}`.')
export const body = z
  .string()
  .max(65_536)
  .describe('The text or, for other kinds, what clients make of it; by custom JSON. At most 65,536 bytes.')
export const clientMessageId = z
  .string()
  .max(255)
  .describe('Chosen by the sender. A repeat of it is stored and delivered once and gets the first one’s reply (24 hours, restarts too).')

const title = z.string().max(255)
const summary = z.string().max(1024)
const url = z.string().max(4096)
export const push = z
  .strictObject({ title: title.default(''), summary: summary.default(''), url: url.default('') })
  .describe('What a phone shows while the app is away.')

const mostMentioned = 50

/** Of a message that is sent. */
export const links = {
  replyTo: stamp.exactOptional().describe('Of the message of this conversation that it answers.'),
  mentions: z
    .strictObject({ users: z.array(userId).max(mostMentioned).default([]), all: z.boolean().default(false) })
    .exactOptional()
    .describe(
      `Up to ${mostMentioned} people in the conversation it speaks to; \`all\`: everybody in a group, which its owner and admins may say.`,
    ),
}

export const emoji = z.string().min(1).max(40).describe('An emoji, of at most 40 bytes.')

export const message = z.strictObject({
  seq,
  stamp: stamp.describe('Microseconds since 1970, rising in the conversation; also its time.'),
  from: userId,
  kind: anyKind,
  body: z.string().describe('Empty when it was revoked.'),
  state: z.enum(['normal', 'revoked', 'replaced']),
  clientMessageId: z.string(),
  priority: z.boolean().exactOptional().describe('true: it is kept for the high-priority sync. Left out: it is not.'),
  counted: z.boolean().exactOptional().describe('false: it does not count as unread. Left out: it does.'),
  push: z.strictObject({ title: z.string(), summary: z.string(), url: z.string() }).exactOptional(),
  replyTo: z
    .strictObject({ seq, stamp, from: userId })
    .exactOptional()
    .describe('The message it answers. What that says is not repeated: it may have been taken back.'),
  mentions: z
    .strictObject({ users: z.array(userId), all: z.literal(true).exactOptional() })
    .exactOptional()
    .describe('Whom it speaks to.'),
  forwarded: z.strictObject({ from: userId, stamp }).exactOptional().describe('Who wrote it first, and when.'),
  reactions: z
    .array(z.strictObject({ emoji, count: z.int().min(1), mine: z.literal(true).exactOptional() }))
    .exactOptional()
    .describe('In answers of `listMessages`: what is shown of it, and by how many; `mine`: by you too.'),
})

/** What was put on a message. */
export const annotation = {
  conversation,
  of,
  seq,
  stamp: stamp.describe('Of the message.'),
  by: userId,
  on: z.boolean().describe('false: no longer.'),
}

export const action = z.enum(['revoke', 'override', 'delete']).describe('Taken back for all, given another body for all, or removed.')

/** What became of a message. */
export const control = {
  conversation,
  of,
  action,
  seq,
  stamp: stamp.describe('Of the message.'),
  clientMessageId: z.string().describe('Of the message.'),
  by: userId.exactOptional().describe('Who did it. Left out: the operator of the server.'),
  body: z.string().exactOptional().describe('What an override says.'),
  requestId: z.string().describe('As who did it chose it.'),
}
