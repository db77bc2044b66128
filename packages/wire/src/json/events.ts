import { z } from 'zod'
import { conversation, groupId, of, presence, readMark, receipt, stamp, userId } from './fields.ts'
import { annotation, control, emoji, message } from './message.ts'
import { event } from './row.ts'

const group = { group: groupId }

/** Everything a client is told without having asked. */
export const jsonEvents = {
  message: event('message', { about: 'Somebody wrote, or you on another device.', fields: { conversation, of, message } }),
  messageControlled: event('messageControlled', { about: 'What became of a message.', fields: control }),
  reactionChanged: event('reactionChanged', {
    about: 'Somebody shows what he thinks of a message, or no longer. It is not told to who was away: ask for the messages again.',
    fields: { ...annotation, emoji, count: z.int().min(0).describe('How many show the same from now on.') },
  }),
  pinChanged: event('pinChanged', { about: 'A message is kept in view, or no longer.', fields: annotation }),
  readMarkMoved: event('readMarkMoved', {
    about: 'You read something on another device.',
    fields: { conversation, readMark, at: stamp.describe('When it moved.') },
  }),
  receipt: event('receipt', {
    about: 'Somebody else has received or read messages: the other one of two, or a member of a group of at most 50.',
    fields: { conversation, user: userId, ...receipt },
  }),
  typing: event('typing', {
    about:
      'Somebody else is writing, or no longer. Kept nowhere, and not told to who cannot be told at once: what is on is over after 6 seconds unless it comes again.',
    fields: { conversation, user: userId, on: z.boolean() },
  }),
  presenceChanged: event('presenceChanged', {
    about: 'Somebody whom you watch came, went, or is away. At most once a second for each.',
    fields: { user: userId, ...presence },
  }),
  conversationRemoved: event('conversationRemoved', { about: 'You took it out of your list on another device.', fields: { conversation } }),
  friendsChanged: event('friendsChanged', { about: 'Your list of friends changed, or the profile of one: list them again.', fields: {} }),
  friendRequested: event('friendRequested', { about: 'Somebody wants to become your friend.', fields: { from: userId } }),
  groupCreated: event('groupCreated', { about: 'A group was founded that you are in.', fields: group }),
  groupsChanged: event('groupsChanged', { about: 'You are in a group since now, or no longer.', fields: group }),
  groupInfoChanged: event('groupInfoChanged', { about: 'Name, owner or something else of a group changed.', fields: group }),
  groupMembersChanged: event('groupMembersChanged', { about: 'Members of a group came, went or changed.', fields: group }),
  command: event('command', {
    about: 'From your product’s backend; what it means is between it and you.',
    fields: { command: z.int(), content: z.string(), commandId: z.string() },
  }),
  closed: event('closed', {
    about: 'The last frame: why the server ends the connection.',
    fields: { reason: z.string(), message: z.string().describe('For people.'), reconnect: z.boolean().describe('Whether to come back.') },
  }),
}
