import type { AuditLog } from '@magpie-im/model'
import { z } from 'zod'
import { parseNumberCursor, timelinePage } from '../cursor.ts'
import { operation } from '../operation.ts'
import { isoTime, pageQuery, pageSchema, time } from '../schemas/common.ts'

export interface AuditPorts {
  readonly auditLog: AuditLog
}

const auditedSchema = z
  .object({
    time,
    actor: z.string().describe('`key:<id>`, `operator:<id>`, `user:<id>`, or the control socket.'),
    action: z.string().describe('Name of the operation, or of what it did.'),
    subject: z.string().describe('To what it was done.'),
    detail: z.string().describe('Never contents or credentials.'),
  })
  .meta({ id: 'Audited' })

const listAudit = operation({
  id: 'listAudit',
  method: 'GET',
  path: '/api/v1/audit',
  tag: 'records',
  summary: 'Lists who did what with rights that others cannot see, newest first.',
  scope: 'admin',
  console: 'viewer',
  errors: ['NotReady'],
  query: pageQuery,
  response: pageSchema(auditedSchema),
  handle: async ({ query: { cursor, limit } }, { auditLog }: AuditPorts) => {
    const before = parseNumberCursor(cursor) ?? Number.MAX_SAFE_INTEGER
    const page = timelinePage(await auditLog.list({ before, limit: limit + 1 }), limit)
    return { ...page, items: page.items.map(({ stamp, ...audited }) => ({ ...audited, time: isoTime(stamp) })) }
  },
})

export const auditOperations = [listAudit]
