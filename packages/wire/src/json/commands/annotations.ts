import { z } from 'zod'
import { conversation, limit, more, stamp, userId } from '../fields.ts'
import { emoji, message } from '../message.ts'
import { command } from '../row.ts'

const ofMessage = { conversation, stamp: stamp.describe('Of the message.') }
const members = ['NotInConversation', 'NotInGroup', 'MessageNotFound', 'NotReady'] as const
const told = [...members, 'Blocked', 'Muted', 'GroupMuted', 'TooManyMessages'] as const
const place = { emoji, user: userId }

export const annotationCommands = {
  setReaction: command('setReaction', {
    about: 'Shows what you think of a message by an emoji, or no longer. Doing it again changes nothing.',
    request: { ...ofMessage, emoji, on: z.boolean().describe('false: takes it back.') },
    reply: {},
    errors: [...told, 'ReactionsFull'],
  }),
  listReactions: command('listReactions', {
    about: 'Who reacted to a message, and how: in the order of emojis, and of users.',
    request: {
      ...ofMessage,
      emoji: emoji.exactOptional().describe('Only this one.'),
      after: z.strictObject(place).exactOptional().describe('The last one of the page before.'),
      limit,
    },
    reply: { items: z.array(z.strictObject({ ...place, at: stamp })), more },
    errors: members,
  }),
  setPin: command('setPin', {
    about: 'Keeps a message in view of everybody in the conversation, or no longer: both of two may, of a group its owner and admins.',
    request: { ...ofMessage, on: z.boolean().describe('false: takes it off.') },
    reply: {},
    errors: [...told, 'GroupNotAllowed', 'ControlNotAllowed', 'PinsFull'],
  }),
  listPins: command('listPins', {
    about: 'The messages that are kept in view, at most 50, the one that was pinned last first.',
    request: { conversation },
    reply: { items: z.array(message) },
    errors: ['NotInConversation', 'NotReady'],
  }),
}
