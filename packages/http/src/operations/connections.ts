import { type Connections, type Deliveries, ImError, type OpenConnection } from '@magpie-im/model'
import type { ManageUsers } from '@magpie-im/services'
import { z } from 'zod'
import { pageOf, parseNumberCursor } from '../cursor.ts'
import { operation } from '../operation.ts'
import { pageQuery, pageSchema, time, userId } from '../schemas/common.ts'
import { deviceSchema } from '../schemas/device.ts'

export interface ConnectionsPorts {
  readonly users: ManageUsers
  readonly connections: Connections
  readonly deliveries: Deliveries
  /** What this node is called. */
  readonly node: string
}

const tag = 'connections'
const id = z.coerce.number().int().min(1).describe('Of the connection; unique on its node while that runs.')
const params = z.object({ id })

const connectionSchema = z
  .object({
    id: z.int(),
    node: z.string().describe('The server it is on.'),
    user: userId,
    device: deviceSchema,
    address: z.string().describe('Of the client.'),
    door: z.string().describe('Through which it came.'),
    protocolVersion: z.string().describe('As the client said when it signed in.'),
    signedInAt: time,
  })
  .meta({ id: 'Connection' })

function show(connection: OpenConnection, node: string): z.input<typeof connectionSchema> {
  return { ...connection, node, signedInAt: new Date(connection.signedInAt).toISOString() }
}

const listConnections = operation({
  id: 'listConnections',
  method: 'GET',
  path: '/api/v1/connections',
  tag,
  summary: 'Lists the connections that somebody is signed in on: all, or those of a user, of a node, or one.',
  scope: 'read',
  console: 'viewer',
  errors: ['UserNotFound'],
  query: pageQuery.extend({ user: userId.exactOptional(), id: id.exactOptional(), node: z.string().max(255).exactOptional() }),
  response: pageSchema(connectionSchema),
  handle: ({ query }, { users, connections, node }: ConnectionsPorts) => {
    const user = query.user === undefined ? undefined : users.get(query.user).id
    if (query.node !== undefined && query.node !== node) return { items: [], next: null }
    const above = Math.max(parseNumberCursor(query.cursor) ?? 0, (query.id ?? 1) - 1)
    const limit = query.id === undefined ? query.limit + 1 : 1
    const found = connections.list({ user, above, limit }).filter((each) => query.id === undefined || each.id === query.id)
    const page = pageOf(found, { limit: query.limit, isBehind: () => true, placeOf: (each) => each.id })
    return { ...page, items: page.items.map((each) => show(each, node)) }
  },
})

const endConnection = operation({
  id: 'endConnection',
  method: 'DELETE',
  path: '/api/v1/connections/{id}',
  tag,
  summary: 'Ends a connection; its client may come back.',
  scope: 'write',
  console: 'operator',
  errors: ['NotFound'],
  params,
  handle: ({ params: { id } }, { connections }: ConnectionsPorts) => {
    if (!connections.end(id)) throw new ImError('NotFound', { detail: 'no connection has this id' })
  },
})

const endConnections = operation({
  id: 'endConnections',
  method: 'DELETE',
  path: '/api/v1/users/{user}/connections',
  tag,
  summary: 'Ends all connections of a user; his clients may come back unless he is disabled.',
  scope: 'write',
  console: 'operator',
  errors: ['UserNotFound'],
  params: z.object({ user: userId }),
  handle: ({ params: { user } }, { users, deliveries }: ConnectionsPorts) => deliveries.disconnect(users.get(user).id, 'cut'),
})

export const connectionsOperations = [listConnections, endConnection, endConnections]
