import { expect, it } from 'vitest'
import { Places } from './places.ts'

it('a place is full at its limit, and has room again when somebody leaves; others are not concerned', () => {
  const places = new Places(2)
  expect(['a', 'a', 'a', 'b'].map((address) => places.enter(address))).toEqual([true, true, false, true])
  places.leave('a')
  expect(['a', 'a'].map((address) => places.enter(address))).toEqual([true, false])
})

it('all addresses that one host may have are one place', () => {
  const places = new Places(1)
  const addresses = ['2001:db8::1', '2001:db8::2', '2001:db8:0:1::1', '192.0.2.1', '192.0.2.2']
  expect(addresses.map((address) => places.enter(address))).toEqual([true, false, true, true, true])
})
