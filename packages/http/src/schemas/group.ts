import { type Group, historyVisibilities, joinPolicies, type Member, roles } from '@magpie-im/model'
import { z } from 'zod'
import { groupId, isoTime, time, userId } from './common.ts'

const name = z.string().max(255)
const avatar = z.string().max(1024)
const description = z.string().max(4096)
const limit = z.int().min(1).describe('The most members it may have.')
const joinPolicy = z
  .enum(joinPolicies)
  .describe('Who may make somebody a member: anyone himself, members others, or owner and admins others.')
const historyForNewMembers = z.enum(historyVisibilities).describe('What a new member may read of the past.')
const muted = z.boolean().describe('Only owner and admins may write.')

const optional = {
  avatar: avatar.exactOptional(),
  description: description.exactOptional(),
  limit: limit.exactOptional(),
  joinPolicy: joinPolicy.exactOptional(),
  historyForNewMembers: historyForNewMembers.exactOptional(),
}
export const newGroupFields = { name, ...optional }
export const groupChange = z.strictObject({ name: name.exactOptional(), ...optional, muted: muted.exactOptional() })

export const groupSchema = z
  .object({
    id: groupId,
    number: z.int().describe('Given once, for clients whose protocol needs one.'),
    name,
    avatar,
    description,
    limit,
    joinPolicy,
    historyForNewMembers,
    muted,
    owner: userId,
    size: z.int().describe('Members.'),
    version: z.int().describe('Rises by one with every change of the group or of who is in it.'),
    createdAt: time,
    updatedAt: time,
  })
  .meta({ id: 'Group' })

export const memberSchema = z
  .object({
    user: userId,
    role: z.enum(roles),
    joinedAt: time,
    mutedUntil: time.nullable().describe('null: he may write.'),
  })
  .meta({ id: 'Member' })

export function showGroup({ info, size }: { readonly info: Group; readonly size: number }): z.input<typeof groupSchema> {
  const { conversation: _, dismissed: __, createdAt, updatedAt, ...rest } = info
  return { ...rest, size, createdAt: isoTime(createdAt), updatedAt: isoTime(updatedAt) }
}

export function showMember({ user, role, joined, mutedUntil }: Member): z.input<typeof memberSchema> {
  return { user, role, joinedAt: isoTime(joined.at), mutedUntil: mutedUntil === 0 ? null : isoTime(mutedUntil) }
}
