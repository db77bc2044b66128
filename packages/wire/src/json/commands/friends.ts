import { z } from 'zod'
import { attribute, attributes, limit, more, remark, stamp, userId } from '../fields.ts'
import { command } from '../row.ts'

const friend = { friend: userId }

export const friendCommands = {
  listFriends: command('listFriends', {
    about: 'Your friends in the order in which you became friends.',
    request: { after: stamp.default(0).describe('`since` of the last one you have.'), limit },
    reply: { items: z.array(z.strictObject({ user: userId, remark, since: stamp })), more },
    errors: ['NotReady'],
  }),
  addFriend: command('addFriend', {
    about: 'Makes a user your friend or, where the settings say that friends are asked first, asks him.',
    request: { ...friend, remark: remark.default('').describe('What you call him; who is asked is shown it.') },
    reply: {},
    errors: ['UserNotFound', 'Blocked', 'FriendListFull', 'TooManyRequests'],
  }),
  removeFriend: command('removeFriend', {
    about: 'Ends a friendship for both; whoever is no friend is passed over.',
    request: friend,
    reply: {},
  }),
  setRemark: command('setRemark', {
    about: 'Changes what you call a friend.',
    request: { ...friend, remark: remark.min(1) },
    reply: {},
    errors: ['NotFriends'],
  }),
  listFriendAttributes: command('listFriendAttributes', {
    about: 'What you keep about a friend.',
    request: friend,
    reply: { attributes },
  }),
  setFriendAttribute: command('setFriendAttribute', {
    about: 'Keeps something about a friend; nobody else sees it, and it ends with the friendship.',
    request: { ...friend, ...attribute },
    reply: {},
    errors: ['NotFriends'],
  }),
  listFriendRequests: command('listFriendRequests', {
    about: 'Who waits for you to accept him as a friend.',
    request: {},
    reply: { items: z.array(z.strictObject({ from: userId, text: z.string(), at: stamp })) },
  }),
  acceptFriendRequest: command('acceptFriendRequest', {
    about: 'Accepts a friend request.',
    request: { from: userId, remark: remark.default('').describe('What you call him.') },
    reply: {},
    errors: ['FriendRequestNotFound', 'Blocked', 'FriendListFull'],
  }),
  refuseFriendRequest: command('refuseFriendRequest', {
    about: 'Refuses a friend request. Nobody is told; the other may ask again after a day.',
    request: { from: userId },
    reply: {},
    errors: ['FriendRequestNotFound'],
  }),
  listBlocks: command('listBlocks', {
    about: 'Whom you blocked, in the order in which you did.',
    request: {},
    reply: { items: z.array(userId) },
  }),
  blockUser: command('blockUser', {
    about: 'While it lasts, neither of the two writes to the other or befriends him.',
    request: { user: userId },
    reply: {},
    errors: ['UserNotFound'],
  }),
  unblockUser: command('unblockUser', { about: 'Lifts a block.', request: { user: userId }, reply: {} }),
}
