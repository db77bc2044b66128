import { z } from 'zod'
import { groupId, stamp, userId } from './fields.ts'

const looks = {
  name: z.string().max(255),
  avatar: z.string().max(1024),
  description: z.string().max(4096),
  limit: z.int().min(1).describe('The most members it may have.'),
  joinPolicy: z
    .enum(['open', 'members-invite', 'owner-approves'])
    .describe('Who may make somebody a member: anyone himself, members others, or owner and admins others.'),
  historyForNewMembers: z.enum(['all', 'since-joining']).describe('What a new member may read of the past.'),
}
const muted = z.boolean().describe('Only owner and admins may write.')

export const optionalLooks = {
  avatar: looks.avatar.exactOptional(),
  description: looks.description.exactOptional(),
  limit: looks.limit.exactOptional(),
  joinPolicy: looks.joinPolicy.exactOptional(),
  historyForNewMembers: looks.historyForNewMembers.exactOptional(),
}
export const newLooks = { name: looks.name.default(''), ...optionalLooks }
export const changedLooks = { name: looks.name.exactOptional(), ...optionalLooks, muted: muted.exactOptional() }

export const group = z.strictObject({
  id: groupId,
  number: z.int().describe('Given once, in the order in which groups are founded.'),
  ...looks,
  muted,
  owner: userId,
  size: z.int().describe('Members.'),
  version: z.int().describe('Rises by one with every change of the group or of who is in it.'),
  createdAt: stamp,
  updatedAt: stamp,
})

export const member = z.strictObject({
  user: userId,
  role: z.enum(['owner', 'admin', 'member']),
  joinedAt: stamp,
  mutedUntil: stamp.describe('0: he may write.'),
})
