import { z } from 'zod'
import { groupId, limit, more, stamp, userId } from '../fields.ts'
import { changedLooks, group, member, newLooks } from '../group.ts'
import { command } from '../row.ts'

const ofGroup = { group: groupId }
const members = { users: z.array(userId).min(1).max(1000) }
const errors = ['GroupNotFound', 'NotInGroup']

export const groupCommands = {
  createGroup: command('createGroup', {
    about: 'Founds a group, which you own.',
    request: {
      wantedId: groupId.exactOptional().describe('Given if it was never used; otherwise the group is named by its number.'),
      ...newLooks,
      members: z.array(userId).max(10_000).default([]).describe('Beside you.'),
    },
    reply: { group: groupId },
    errors: ['UserNotFound', 'GroupFull', 'TooManyGroups'],
  }),
  listGroups: command('listGroups', {
    about: 'The groups you are in, in the order in which they were founded.',
    request: { after: z.int().min(0).default(0).describe('`number` of the last one you have.'), limit },
    reply: { items: z.array(group), more },
  }),
  getGroup: command('getGroup', { about: 'A group you are in.', request: ofGroup, reply: { group }, errors }),
  updateGroup: command('updateGroup', {
    about: 'Changes what is given of a group; owner and admins may.',
    request: { ...ofGroup, ...changedLooks },
    reply: {},
    errors: [...errors, 'NotGroupOwner', 'GroupFull'],
  }),
  transferGroup: command('transferGroup', {
    about: 'Hands a group of yours to another member; you stay a member.',
    request: { ...ofGroup, to: userId },
    reply: {},
    errors: [...errors, 'NotGroupOwner', 'UserNotFound'],
  }),
  dismissGroup: command('dismissGroup', {
    about: 'Ends a group of yours for everybody; its id is not given again.',
    request: ofGroup,
    reply: {},
    errors: [...errors, 'NotGroupOwner'],
  }),
  joinGroup: command('joinGroup', {
    about: 'Makes you a member of a group that is open.',
    request: ofGroup,
    reply: {},
    errors: [...errors, 'GroupFull', 'TooManyGroups'],
  }),
  leaveGroup: command('leaveGroup', {
    about: 'Ends your membership.',
    request: ofGroup,
    reply: {},
    errors: [...errors, 'GroupNotAllowed'],
  }),
  listMembers: command('listMembers', {
    about: 'Who is in a group, in the order of their ids.',
    request: { ...ofGroup, after: z.string().max(64).default('').describe('`user` of the last one you have.'), limit },
    reply: { items: z.array(member), more },
    errors,
  }),
  addMembers: command('addMembers', {
    about: 'Makes users members, all or none, as far as the group lets you; who is one already stays as he is.',
    request: { ...ofGroup, ...members },
    reply: {},
    errors: [...errors, 'UserNotFound', 'GroupNotAllowed', 'GroupFull', 'TooManyGroups'],
  }),
  removeMembers: command('removeMembers', {
    about: 'Ends memberships, all or none; owner and admins may.',
    request: { ...ofGroup, ...members },
    reply: {},
    errors: [...errors, 'GroupNotAllowed'],
  }),
  changeMember: command('changeMember', {
    about: 'Gives a member another role, which only the owner may, or mutes him.',
    request: {
      ...ofGroup,
      user: userId,
      role: z.enum(['admin', 'member']).exactOptional(),
      mutedUntil: stamp.exactOptional().describe('0: he may write again.'),
    },
    reply: {},
    errors: [...errors, 'GroupNotAllowed'],
  }),
}
