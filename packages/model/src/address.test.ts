import { expect, it } from 'vitest'
import { placeOf, plainAddress } from './address.ts'

it.for([
  ['192.0.2.1', '192.0.2.1'],
  ['2001:db8:0:7:1:2:3:4', '2001:db8:0:7::/64'],
  ['2001:0DB8:0000:0007:ffff::', '2001:db8:0:7::/64'],
  ['2001:db8::7', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['', ''],
] as const)('limits take %s for %s', ([address, place]) => {
  expect(placeOf(address)).toBe(place)
})

it('an IPv4 address is one however a socket shows it', () => {
  expect([plainAddress('::ffff:192.0.2.1'), plainAddress('192.0.2.1'), plainAddress('2001:db8::1')]).toEqual([
    '192.0.2.1',
    '192.0.2.1',
    '2001:db8::1',
  ])
})
