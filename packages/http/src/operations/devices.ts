import { type Deliveries, type Devices, deviceTypes } from '@magpie-im/model'
import type { ManageUsers } from '@magpie-im/services'
import { z } from 'zod'
import { operation } from '../operation.ts'
import { isoTime, time, userId } from '../schemas/common.ts'
import { deviceSchema, showDevice } from '../schemas/device.ts'

export interface DevicesPorts {
  readonly users: ManageUsers
  readonly devices: Devices
  readonly deliveries: Deliveries
}

const tag = 'devices'

const listDevices = operation({
  id: 'listDevices',
  method: 'GET',
  path: '/api/v1/users/{user}/devices',
  tag,
  summary: 'Lists the devices from which a user signed in within 90 days, the last first; at most 200.',
  scope: 'read',
  errors: ['UserNotFound', 'NotReady'],
  params: z.object({ user: userId }),
  response: z.object({ items: z.array(z.object({ device: deviceSchema, address: z.string(), signedInAt: time })) }),
  handle: async ({ params: { user } }, { users, devices }: DevicesPorts) => {
    const found = await devices.list(users.get(user).id)
    return { items: found.map(({ device, address, at }) => ({ device: showDevice(device), address, signedInAt: isoTime(at) })) }
  },
})

const kickDevice = operation({
  id: 'kickDevice',
  method: 'DELETE',
  path: '/api/v1/users/{user}/devices/{type}/{device}',
  tag,
  summary: 'Ends the connections of a device; whatever is not connected is passed over.',
  scope: 'write',
  errors: ['UserNotFound'],
  params: z.object({ user: userId, type: z.enum(deviceTypes), device: z.string().min(1).max(128) }),
  handle: ({ params: { user, type, device } }, { users, deliveries }: DevicesPorts) =>
    deliveries.disconnect(users.get(user).id, 'ended', { type, id: device }),
})

export const devicesOperations = [listDevices, kickDevice]
