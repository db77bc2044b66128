import { type Connections, type Deliveries, type Device, type Devices, ImError, type OpenConnection, type UserId } from '@magpie-im/model'
import type { ManageUsers } from '@magpie-im/services'
import { z } from 'zod'
import { operation } from '../operation.ts'
import { isoTime, time, userId } from '../schemas/common.ts'
import { deviceSchema, deviceType } from '../schemas/device.ts'

export interface DevicesPorts {
  readonly users: ManageUsers
  readonly devices: Devices
  readonly connections: Connections
  readonly deliveries: Deliveries
}

const tag = 'devices'
const mostDevices = 200
const ofDevice = z.object({ user: userId, type: deviceType, device: z.string().min(1).max(128) })

const listDevices = operation({
  id: 'listDevices',
  method: 'GET',
  path: '/api/v1/users/{user}/devices',
  tag,
  summary: `Lists the devices that a user signed in with in the last 90 days, the latest first, at most ${mostDevices}.`,
  scope: 'read',
  console: 'viewer',
  errors: ['UserNotFound', 'NotReady'],
  params: z.object({ user: userId }),
  response: z.object({
    items: z.array(
      z.object({
        device: deviceSchema,
        address: z.string().describe('From where it signed in last.'),
        signedInAt: time,
        online: z.boolean().describe('Whether it is signed in now.'),
      }),
    ),
  }),
  handle: async ({ params }, { users, devices, connections }: DevicesPorts) => {
    const user = users.get(params.user).id
    const known = await devices.list(user)
    const online = new Map(onlineOf(user, connections).map((open) => [keyOf(open.device), open]))
    const recorded = new Set(known.map(({ device }) => keyOf(device)))
    // Nobody waits for the record of a sign-in.
    const unrecorded = [...online.values()].filter(({ device }) => !recorded.has(keyOf(device))).reverse()
    return {
      items: [
        ...unrecorded.map(({ device, address, signedInAt }) => ({
          device,
          address,
          signedInAt: new Date(signedInAt).toISOString(),
          online: true,
        })),
        ...known.map(({ device, address, at }) => ({ device, address, signedInAt: isoTime(at), online: online.has(keyOf(device)) })),
      ].slice(0, mostDevices),
    }
  },
})

const endDevice = operation({
  id: 'endDevice',
  method: 'DELETE',
  path: '/api/v1/users/{user}/devices/{type}/{device}',
  tag,
  summary: 'Signs a device of a user out; its client does not come back by itself.',
  scope: 'write',
  console: 'operator',
  errors: ['UserNotFound', 'NotFound'],
  params: ofDevice,
  handle: ({ params: { type, device: id, ...params } }, { users, connections, deliveries }: DevicesPorts) => {
    const user = users.get(params.user).id
    const isOnline = onlineOf(user, connections).some(({ device }) => device.type === type && device.id === id)
    if (!isOnline) throw new ImError('NotFound', { detail: 'this device is not signed in' })
    deliveries.disconnect(user, 'ended', { type, id })
  },
})

export const devicesOperations = [listDevices, endDevice]

function onlineOf(user: UserId, connections: Connections): readonly OpenConnection[] {
  return connections.list({ user, above: 0, limit: Number.POSITIVE_INFINITY })
}

function keyOf({ type, id }: Device): string {
  return `${type} ${id}`
}
