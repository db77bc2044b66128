import { z } from 'zod'
import { conversation, limit, of, seq, stamp, userId } from '../fields.ts'
import { action, body, clientMessageId, control, kind, links, message, push } from '../message.ts'
import { command } from '../row.ts'

const content = {
  kind: kind.default('text'),
  body,
  clientMessageId: clientMessageId.default('').describe(`${clientMessageId.description} Left out: nothing is taken for a repeat.`),
  resend: z.boolean().default(false).describe('Says that this is a repeat: other content under the same id is then refused.'),
  push: push.exactOptional(),
}
const sent = { seq, stamp }
const written = {
  to: conversation,
  ...content,
  ...links,
  priority: z.boolean().default(false).describe('Keeps it for the high-priority sync.'),
}
const errors = ['MessageTooShort', 'MessageTooLong', 'MessageRepeated', 'UserNotFound', 'TooManyMessages', 'Overloaded'] as const
const linkErrors = ['MessageNotFound', 'NotInConversation', 'GroupNotAllowed', 'NotReady'] as const
const writtenErrors = [
  ...errors,
  'NotFriends',
  'Blocked',
  'GroupNotFound',
  'NotInGroup',
  'GroupMuted',
  'Muted',
  'ContentBlocked',
  ...linkErrors,
] as const

export const messageCommands = {
  sendMessage: command('sendMessage', {
    about:
      'Writes to a user or a group. Answered when the message is on the disk; your other devices get it too. You may send on without waiting; what you ask behind an answer to a message (`replyTo`) waits for its reply.',
    request: written,
    reply: sent,
    errors: writtenErrors,
  }),
  sendFiles: command('sendFiles', {
    about: 'Writes a message with uploaded files, which whoever is shown it may download. What you ask behind it waits for its answer.',
    request: {
      ...written,
      files: z.array(z.string().max(64)).min(1).max(20).describe('Of yours, or shown to you; the body names each, as `file:<id>`.'),
    },
    reply: sent,
    errors: [...writtenErrors, 'NotFound'],
  }),
  forwardMessages: command('forwardMessages', {
    about:
      'Sends copies of messages that you are shown, which say whose they were: each as a message of its own, or all in one of kind `merged`. Where one is refused, those before it were sent, and a repeat goes on behind them.',
    request: {
      from: conversation,
      stamps: z.array(stamp).min(1).max(100).describe('Of the messages, in the order in which they are to come.'),
      to: conversation,
      merged: z.boolean().default(false),
      clientMessageId: z
        .string()
        .max(250)
        .default('')
        .describe('As of `sendMessage`; of several messages each has it with its place in the list behind it.'),
    },
    reply: { items: z.array(z.strictObject(sent)) },
    errors: [...writtenErrors, 'NotFound'],
  }),
  sendNotice: command('sendNotice', {
    about: 'Gives a user notice in your own name as application; needs the right `notify`.',
    request: { to: userId, ...content, counted: z.boolean().default(true).describe('Whether it is unread until it is read.') },
    reply: sent,
    errors: [...errors, 'RightMissing', 'Muted', 'ContentBlocked'],
  }),
  controlMessage: command('controlMessage', {
    about: 'Takes a message back, gives it another body, or deletes it for yourself or, with `forAll`, for everybody.',
    request: {
      conversation,
      of,
      stamp: stamp.describe('Of the message.'),
      action,
      body: z.string().max(65_536).default('').describe('What an override says.'),
      forAll: z.boolean().default(false),
    },
    reply: {},
    errors: [
      'NotInConversation',
      'NotInGroup',
      'MessageNotFound',
      'ControlNotAllowed',
      'ControlTooLate',
      'MessageTooShort',
      'MessageTooLong',
      'ContentBlocked',
      'NotReady',
    ],
  }),
  syncPriority: command('syncPriority', {
    about:
      'What you must be told however long you were away: messages of high priority, and what became of messages. Oldest first, for 30 days.',
    request: { after: stamp.default(0).describe('`stamp` of the last entry you have. 0: the newest there are.'), limit },
    reply: {
      items: z.array(
        z.discriminatedUnion('what', [
          z.strictObject({ what: z.literal('message'), at: stamp, conversation, of, message }),
          z.strictObject({ what: z.literal('control'), at: stamp, ...control }),
        ]),
      ),
    },
    errors: ['NotReady'],
  }),
}
