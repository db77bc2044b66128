import { expect, it } from 'vitest'
import { clientAddress } from './client-address.ts'
import { memberOf, parseNetwork } from './networks.ts'

const addressOf = clientAddress(memberOf(['10.0.0.0/8', 'fd00::/8', '192.0.2.7']))

it.for([
  ['a header of somebody who is no proxy is not believed', '203.0.113.1', { 'x-forwarded-for': '1.2.3.4' }, '203.0.113.1'],
  ['a proxy says for whom it connects', '10.1.1.1', { 'x-forwarded-for': '1.2.3.4' }, '1.2.3.4'],
  ['a proxy that listens on both families is known', '::ffff:10.1.1.1', { 'x-forwarded-for': '1.2.3.4' }, '1.2.3.4'],
  ['what the client wrote himself is not believed', '10.1.1.1', { 'x-forwarded-for': '9.9.9.9, 1.2.3.4' }, '1.2.3.4'],
  ['proxies behind each other are passed over', '10.1.1.1', { 'x-forwarded-for': '9.9.9.9, 1.2.3.4, 192.0.2.7, 10.2.2.2' }, '1.2.3.4'],
  ['a proxy that names nobody stands for itself', '10.1.1.1', {}, '10.1.1.1'],
  ['what is no address ends the search', '10.1.1.1', { 'x-forwarded-for': '1.2.3.4, unknown' }, '10.1.1.1'],
  ['several headers are one list', '10.1.1.1', { 'x-forwarded-for': ['9.9.9.9', '1.2.3.4'] }, '1.2.3.4'],
  ['ports do not belong to an address', '10.1.1.1', { 'x-forwarded-for': '1.2.3.4:5678' }, '1.2.3.4'],
  ['Forwarded says the same', '10.1.1.1', { forwarded: 'for=9.9.9.9, For="[2001:db8::1]:443";proto=https' }, '2001:db8::1'],
  ['the proxy itself may have any form of address', 'fd00::1', { forwarded: 'proto=https;for=1.2.3.4' }, '1.2.3.4'],
] as const)('%s', ([, socketAddress, headers, client]) => {
  expect(addressOf(socketAddress, headers as Parameters<typeof addressOf>[1])).toBe(client) // as: the table is read-only
})

it.for(['', 'somewhere', '10.0.0.0/33', 'fd00::/129', '10.0.0.0/8/8', '10.0.0.0/', '10.0.0.0/-1', '10.0.0/8'])(
  '%j is no network',
  (text) => {
    expect(parseNetwork(text)).toBeUndefined()
  },
)
