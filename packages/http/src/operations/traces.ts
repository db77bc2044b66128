import type { ManageUsers, TracedUsers } from '@magpie-im/services'
import { z } from 'zod'
import { operation } from '../operation.ts'
import { userId } from '../schemas/common.ts'

export interface TracesPorts {
  readonly users: ManageUsers
  readonly traced: TracedUsers
}

const tag = 'operating'
const params = z.object({ user: userId })

const listTraces = operation({
  id: 'listTraces',
  method: 'GET',
  path: '/api/v1/traces',
  tag,
  summary: 'Lists the users each of whose requests is logged, at most 1,000.',
  scope: 'admin',
  console: 'viewer',
  response: z.object({ items: z.array(userId) }),
  handle: (_, { traced }: TracesPorts) => ({ items: [...traced.list()] }),
})

const traceUser = operation({
  id: 'traceUser',
  method: 'PUT',
  path: '/api/v1/traces/{user}',
  tag,
  summary: 'Logs each request of a user, without contents, until told otherwise or the server ends.',
  scope: 'admin',
  console: 'admin',
  errors: ['UserNotFound'],
  params,
  handle: ({ params: { user } }, { users, traced }: TracesPorts) => traced.set(users.get(user).id, true),
})

const untraceUser = operation({
  id: 'untraceUser',
  method: 'DELETE',
  path: '/api/v1/traces/{user}',
  tag,
  summary: 'Ends the tracing of a user.',
  scope: 'admin',
  console: 'admin',
  errors: ['UserNotFound'],
  params,
  handle: ({ params: { user } }, { users, traced }: TracesPorts) => traced.set(users.get(user).id, false),
})

export const tracesOperations = [listTraces, traceUser, untraceUser]
