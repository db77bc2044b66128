import type { Device } from '@magpie-im/model'
import { expect, it } from 'vitest'
import { RecordedDeliveries } from '../testing/recorded-deliveries.fixture.ts'
import { ann } from '../testing/writers.fixture.ts'
import { endDevices } from './end-devices.ts'

const device: Device = { id: 'phone', type: 'ios', name: '', appVersion: '' }

it.each([
  ['another of his type', { type: 'ios', id: 'tablet' } as const],
  ['all of another type', { type: 'linux', id: undefined } as const],
  ['one of another type with the same id', { type: 'linux', id: 'phone' } as const],
])('a user ends %s', (_, which) => {
  const deliveries = new RecordedDeliveries()
  endDevices(deliveries, { user: ann, device }, which)
  expect(deliveries.disconnected).toEqual([{ user: ann, reason: 'ended', which }])
})

it.each(['phone', undefined])('nobody ends the device he is on (id %s)', (id) => {
  const deliveries = new RecordedDeliveries()
  expect(() => endDevices(deliveries, { user: ann, device }, { type: 'ios', id })).toThrow(expect.objectContaining({ name: 'BadRequest' }))
  expect(deliveries.disconnected).toEqual([])
})
