import { type Clock, type Connections, ImError, type OpenConnection } from '@magpie-im/model'
import type { ManageUsers } from '@magpie-im/services'
import { z } from 'zod'
import { formatCursor, parseNumberCursor } from '../cursor.ts'
import { operation } from '../operation.ts'
import { pageQuery, pageSchema, time, userId } from '../schemas/common.ts'
import { deviceSchema, showDevice } from '../schemas/device.ts'

export interface ConnectionsPorts {
  readonly users: ManageUsers
  readonly connections: Connections
  readonly clock: Clock
  /** Name of this one. */
  readonly node: string
}

const tag = 'connections'
const id = z.coerce.number().int().min(1)

const connectionSchema = z
  .object({
    id: z.int(),
    node: z.string(),
    user: userId,
    device: deviceSchema,
    address: z.string(),
    door: z.string().describe('The protocol it speaks.'),
    signedInAt: time,
  })
  .meta({ id: 'Connection' })

const listConnections = operation({
  id: 'listConnections',
  method: 'GET',
  path: '/api/v1/connections',
  tag,
  summary: 'Lists the connections on which somebody is signed in.',
  scope: 'read',
  errors: ['UserNotFound'],
  query: pageQuery.extend({ user: userId.exactOptional(), id: id.exactOptional(), node: z.string().max(64).exactOptional() }),
  response: pageSchema(connectionSchema),
  handle: ({ query: { cursor, limit, user, id, node } }, { users, connections, clock, ...ports }: ConnectionsPorts) => {
    if (node !== undefined && node !== ports.node) return { items: [], next: null }
    const after = id === undefined ? (parseNumberCursor(cursor) ?? 0) : id - 1
    const found = connections.list({ user: user === undefined ? undefined : users.get(user).id, after, limit: limit + 1 })
    const wanted = id === undefined ? found.slice(0, limit) : found.filter((each) => each.id === id)
    const last = wanted.at(-1)
    const show = ({ ageMs, device, ...rest }: OpenConnection) => {
      return { ...rest, node: ports.node, device: showDevice(device), signedInAt: new Date(clock.now() - ageMs).toISOString() }
    }
    return { items: wanted.map(show), next: id === undefined && found.length > limit && last !== undefined ? formatCursor(last.id) : null }
  },
})

const endConnection = operation({
  id: 'endConnection',
  method: 'DELETE',
  path: '/api/v1/connections/{id}',
  tag,
  summary: 'Ends a connection; its device does not come back by itself.',
  scope: 'admin',
  errors: ['NotFound'],
  params: z.object({ id }),
  handle: ({ params: { id } }, { connections }: ConnectionsPorts) => {
    if (!connections.end(id)) throw new ImError('NotFound', { detail: 'no connection has this id' })
  },
})

export const connectionsOperations = [listConnections, endConnection]
