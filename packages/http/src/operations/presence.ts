import { deviceTypes } from '@magpie-im/model'
import type { ManageUsers, Presences } from '@magpie-im/services'
import { z } from 'zod'
import { operation } from '../operation.ts'
import { time, userId } from '../schemas/common.ts'

export interface PresencePorts {
  readonly users: ManageUsers
  readonly presences: Presences
}

const deviceStatus = z.enum(['online', 'away'])

const getPresence = operation({
  id: 'getPresence',
  method: 'GET',
  path: '/api/v1/users/{user}/presence',
  tag: 'users',
  summary: 'Tells whether a user is online, and on which types of device.',
  scope: 'read',
  errors: ['UserNotFound'],
  params: z.object({ user: userId }),
  response: z.object({
    status: z.enum(['online', 'away', 'offline']).describe('The best of his devices.'),
    devices: z.array(z.object({ type: z.enum(deviceTypes), status: deviceStatus })).describe('One of each type.'),
    lastSeen: time.nullable().describe('When he was last online; null: he is, or it is not known since the server started.'),
  }),
  handle: ({ params: { user } }, { users, presences }: PresencePorts) => {
    const { status, devices, lastSeen } = presences.of(users.get(user).id)
    return { status, devices: [...devices], lastSeen: lastSeen === undefined ? null : new Date(lastSeen).toISOString() }
  },
})

export const presenceOperations = [getPresence]
