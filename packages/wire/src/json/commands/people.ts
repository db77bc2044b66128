import { z } from 'zod'
import { conversation, of, userId } from '../fields.ts'
import { message } from '../message.ts'
import { command } from '../row.ts'

const fields = {
  nick: z.string().describe('The name others see.'),
  realName: z.string(),
  domain: z.string().describe('The short ASCII name that directories sort by.'),
  avatar: z.string(),
  gender: z.enum(['unknown', 'female', 'male', 'other']),
  birthday: z
    .string()
    .regex(/^-?\d{1,19}$/)
    .describe('A 64-bit integer as text; by custom milliseconds since 1970.'),
  region: z.string(),
  mobile: z.string(),
  telephone: z.string(),
  email: z.string(),
  department: z.string(),
  signature: z.string().describe('What he writes under his name.'),
  status: z.string().describe('What he is doing, in his own words.'),
  extra: z.string().describe('For the product; nobody here looks into it.'),
}
export const profile = z.strictObject(fields)
type Changes = { [K in keyof typeof fields]: z.ZodExactOptional<(typeof fields)[K]> }
const changes = Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.exactOptional()])) as Changes // as: entries forget which name has which field

const ofOthers = { conversation, of }

export const peopleCommands = {
  getProfiles: command('getProfiles', {
    about: 'What users tell of themselves; who does not exist is left out.',
    request: { users: z.array(userId).min(1).max(100) },
    reply: { items: z.array(z.strictObject({ user: userId, profile })) },
  }),
  updateProfile: command('updateProfile', {
    about: 'Changes what is given of your own profile. Your friends are told that something of their friends changed.',
    request: changes,
    reply: {},
    errors: ['NotReady'],
  }),
  followConversation: command('followConversation', {
    about: 'Lets you see what happens in a conversation of others from now on; needs the right `monitor`. It is in the audit log.',
    request: ofOthers,
    reply: {},
    errors: ['NotInConversation'],
  }),
  unfollowConversation: command('unfollowConversation', {
    about: 'Ends that.',
    request: ofOthers,
    reply: {},
    errors: ['NotInConversation'],
  }),
  listFollowed: command('listFollowed', {
    about: 'What you follow, each conversation with its newest message.',
    request: {},
    reply: { items: z.array(z.strictObject({ conversation, of, newest: message.exactOptional() })) },
    errors: ['RightMissing', 'NotReady'],
  }),
}
