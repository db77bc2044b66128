import { type Connections, connectionId, type Device, type Devices, parseUserId } from '@magpie-im/model'
import type { ManageUsers } from '@magpie-im/services'
import { expect, it } from 'vitest'
import { type DevicesPorts, devicesOperations } from './devices.ts'

const ann = parseUserId('ann')

it('a device that is signed in is listed though its sign-in is not recorded yet', async () => {
  expect(await list({ online: ['phone', 'tablet'], recorded: ['desktop', 'phone'] })).toEqual([
    ['tablet', true],
    ['desktop', false],
    ['phone', true],
  ])
})

async function list({ online, recorded }: { readonly online: readonly string[]; readonly recorded: readonly string[] }) {
  const device = (id: string): Device => ({ id, type: 'ios', name: '', appVersion: '' })
  const where = { address: '127.0.0.1', door: 'omtp', protocolVersion: '1', signedInAt: 0 }
  const connections: Connections = {
    list: () => online.map((id, index) => ({ id: connectionId(index + 1), user: ann, device: device(id), ...where })),
    end: () => false,
  }
  const devices: Devices = { list: async () => recorded.map((id) => ({ device: device(id), address: '127.0.0.1', at: 0 })) }
  const users = { get: () => ({ id: ann }) } as unknown as ManageUsers // as: all that is asked of them
  const ports = { users, devices, connections } as DevicesPorts // as: listing delivers nothing
  const [listDevices] = devicesOperations
  const call = { params: { user: 'ann' } } as never // as: what the schemas let through
  const answer = (await listDevices?.handle(call, ports)) as { items: { device: Device; online: boolean }[] } | undefined // as: what it answers
  return answer?.items.map(({ device, online }) => [device.id, online])
}
