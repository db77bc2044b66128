import { type AuditLog, audienceKinds, messageKinds, type SignIns, type Statistics, statisticsPeriods } from '@magpie-im/model'
import type { ManageUsers } from '@magpie-im/services'
import { z } from 'zod'
import { formatCursor, parseNumberCursor } from '../cursor.ts'
import { operation } from '../operation.ts'
import { isoTime, pageQuery, pageSchema, time, userId } from '../schemas/common.ts'
import { deviceSchema, showDevice } from '../schemas/device.ts'

export interface RecordsPorts {
  readonly users: ManageUsers
  readonly signIns: SignIns
  readonly auditLog: AuditLog
  readonly statistics: Statistics
}

const tag = 'records'

/** Newest first; the cursor is the stamp of the last. */
function pageBefore<T extends { readonly stamp: number }, S>(found: readonly T[], limit: number, show: (item: T) => S) {
  const items = found.slice(0, limit)
  const last = items.at(-1)
  return { items: items.map(show), next: found.length > limit && last !== undefined ? formatCursor(last.stamp) : null }
}

const listSignIns = operation({
  id: 'listSignIns',
  method: 'GET',
  path: '/api/v1/sign-ins',
  tag,
  summary: 'Lists attempts to sign in within 90 days, newest first.',
  scope: 'read',
  errors: ['UserNotFound', 'NotReady'],
  query: pageQuery.extend({ user: userId.exactOptional() }),
  response: pageSchema(
    z.object({
      time,
      user: userId,
      device: deviceSchema,
      address: z.string(),
      door: z.string(),
      result: z.string().describe('`ok` or the name of the error.'),
    }),
  ),
  handle: async ({ query: { cursor, limit, user } }, { users, signIns }: RecordsPorts) => {
    const before = parseNumberCursor(cursor) ?? Number.MAX_SAFE_INTEGER
    const found = await signIns.list({ user: user === undefined ? undefined : users.get(user).id, before, limit: limit + 1 })
    return pageBefore(found, limit, ({ stamp, device, ...rest }) => ({ time: isoTime(stamp), device: showDevice(device), ...rest }))
  },
})

const listAudit = operation({
  id: 'listAudit',
  method: 'GET',
  path: '/api/v1/audit',
  tag,
  summary: 'Lists who did what with API keys and other rights, newest first.',
  scope: 'admin',
  errors: ['NotReady'],
  query: pageQuery,
  response: pageSchema(z.object({ time, actor: z.string(), action: z.string(), subject: z.string(), detail: z.string() })),
  handle: async ({ query: { cursor, limit } }, { auditLog }: RecordsPorts) => {
    const found = await auditLog.list({ before: parseNumberCursor(cursor) ?? Number.MAX_SAFE_INTEGER, limit: limit + 1 })
    return pageBefore(found, limit, ({ stamp, ...rest }) => ({ time: isoTime(stamp), ...rest }))
  },
})

const mostPeriods = 1000
const msPer = { hour: 3_600_000, day: 86_400_000 } as const
const count = z.int()

const getStatistics = operation({
  id: 'getStatistics',
  method: 'GET',
  path: '/api/v1/statistics',
  tag,
  summary: 'Counts messages, sign-ins, new users and groups, and who was active, by hours (35 days) or days (2 years) of UTC.',
  description: `At most ${mostPeriods} periods at once; those in which nothing happened are left out.`,
  scope: 'read',
  errors: ['NotReady'],
  query: z
    .object({ from: time, to: time, per: z.enum(statisticsPeriods).default('day') })
    .refine(({ from, to, per }) => Date.parse(to) - Date.parse(from) <= mostPeriods * msPer[per], `at most ${mostPeriods} periods at once`),
  response: z.object({
    items: z.array(
      z.object({
        at: time,
        messages: z.array(z.object({ kind: z.enum(messageKinds), door: z.string(), audience: z.enum(audienceKinds), count })),
        signIns: z.array(z.object({ result: z.string(), count })),
        newUsers: count,
        newGroups: count,
        activeConversations: count,
        activeUsers: count,
      }),
    ),
  }),
  handle: async ({ query: { from, to, per } }, { statistics }: RecordsPorts) => {
    const found = await statistics.read({ from: Date.parse(from), to: Date.parse(to), per })
    return {
      items: found.map(({ at, messages, signIns, ...rest }) => ({
        at: new Date(at).toISOString(),
        messages: [...messages],
        signIns: [...signIns],
        ...rest,
      })),
    }
  },
})

export const recordsOperations = [listSignIns, listAudit, getStatistics]
