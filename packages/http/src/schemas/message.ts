import { audienceKinds, type Message, type MessageKind, type MessageLinks, messageKinds, messageStates, timeOf } from '@magpie-im/model'
import { checkBody } from '@magpie-im/services'
import { z } from 'zod'
import { isoTime, time, userId } from './common.ts'

const url = z.string().min(1).max(4096)
const count = z.int().min(0).max(2_147_483_647)
const text = z.string().min(1)

/** What a message of each kind holds; the server alone merges messages. */
const contents = {
  text: z.strictObject({ text }),
  image: z.strictObject({ url, width: count.exactOptional(), height: count.exactOptional(), title: text.exactOptional() }),
  voice: z.strictObject({ url, time: count.exactOptional().describe('Seconds.') }),
  video: z.strictObject({ url, time: count.describe('Seconds.'), size: count.describe('Bytes.'), coverUrl: url.exactOptional() }),
  file: z.strictObject({ url, name: text, size: count.describe('Bytes.') }),
  location: z.strictObject({ lon: z.number().min(-180).max(180), lat: z.number().min(-90).max(90), title: text }),
  custom: z.strictObject({ body: text.describe('Whatever the product’s clients understand.') }),
} as const satisfies Record<Exclude<MessageKind, 'merged'>, z.ZodType>

export const contentSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('text'), content: contents.text }),
    z.strictObject({ kind: z.literal('image'), content: contents.image }),
    z.strictObject({ kind: z.literal('voice'), content: contents.voice }),
    z.strictObject({ kind: z.literal('video'), content: contents.video }),
    z.strictObject({ kind: z.literal('file'), content: contents.file }),
    z.strictObject({ kind: z.literal('location'), content: contents.location }),
    z.strictObject({ kind: z.literal('custom'), content: contents.custom }),
  ])
  .meta({ id: 'Content' })

/** As it is stored: a text as such, other kinds as JSON. */
export function bodyOf({ kind, content }: z.output<typeof contentSchema>): string {
  const body = kind === 'text' ? content.text : kind === 'custom' ? content.body : JSON.stringify(content)
  checkBody(body)
  return body
}

export const pushSchema = z
  .strictObject({
    title: z.string().max(255).default(''),
    summary: z.string().max(1024).default(''),
    url: z.string().max(4096).default(''),
  })
  .describe('What a phone shows while the app is away.')

export const conversationName = z
  .string()
  .max(72)
  .describe('A conversation as its member knows it: `user:<id>`, `group:<id>` or `notice:<application>`.')
  .meta({ example: 'user:ben' })

/** In a path. */
export const messageStamp = z.coerce.number().int().min(1).describe('Of the message.')

/** By which a message is found again. */
export const sentSchema = z
  .object({
    conversation: conversationName,
    seq: z.int().describe('1, 2, 3 … in the conversation.'),
    stamp: z.int().describe('Microseconds since 1970, rising in the conversation; also its time.'),
    time,
  })
  .meta({ id: 'Sent' })

export const messageSchema = z
  .object({
    seq: z.int().describe('1, 2, 3 … in the conversation, without a hole; after a backup was restored it goes on from a higher number.'),
    stamp: z.int().describe('Microseconds since 1970, rising in the conversation; also its time.'),
    time,
    from: userId,
    kind: z.enum(messageKinds),
    body: z
      .string()
      .describe('The text, or for other kinds what the sender’s client made of it; from this API, JSON. Empty when it was revoked.'),
    state: z.enum(messageStates),
    clientMessageId: z.string(),
    priority: z.boolean(),
    push: z.object({ title: z.string(), summary: z.string(), url: z.string() }).nullable(),
    replyTo: z.object({ seq: z.int(), stamp: z.int(), from: userId }).nullable().describe('The message it answers.'),
    mentions: z
      .object({ users: z.array(userId), all: z.boolean().describe('Everybody in the group.') })
      .nullable()
      .describe('Whom it speaks to.'),
    forwarded: z.object({ from: userId, stamp: z.int() }).nullable().describe('Who wrote it first, and when.'),
  })
  .meta({ id: 'Message' })

export function showMessage(message: Message): z.input<typeof messageSchema> {
  const { seq, seqId, sender, kind, body, state, clientMessageId, priority, push, links } = message
  return {
    seq,
    stamp: seqId,
    time: new Date(timeOf(message)).toISOString(),
    from: sender,
    kind,
    body,
    state,
    clientMessageId,
    priority,
    push: push ?? null,
    ...showLinks(links ?? noLinks),
  }
}

const noLinks: MessageLinks = {}

function showLinks({
  replyTo,
  mentions,
  forwarded,
}: MessageLinks): Pick<z.input<typeof messageSchema>, 'replyTo' | 'mentions' | 'forwarded'> {
  return {
    replyTo: replyTo ? { seq: replyTo.seq, stamp: replyTo.seqId, from: replyTo.sender } : null,
    mentions: mentions ? { users: [...mentions.users], all: mentions.all ?? false } : null,
    forwarded: forwarded ? { from: forwarded.from, stamp: forwarded.seqId } : null,
  }
}

export const listedSchema = z
  .object({
    conversation: conversationName,
    audience: z.enum(audienceKinds),
    unread: z.int(),
    readMark: z.object({ seq: z.int(), stamp: z.int() }).describe('Everything up to it is read.'),
    newest: messageSchema.nullable(),
    attributes: z.record(z.string(), z.string()),
    changed: z.int().describe('Microseconds since 1970: when it last changed for him.'),
  })
  .meta({ id: 'Conversation' })

export function showSent(conversation: string, { seq, seqId }: Pick<Message, 'seq' | 'seqId'>): z.input<typeof sentSchema> {
  return { conversation, seq, stamp: seqId, time: isoTime(seqId) }
}
