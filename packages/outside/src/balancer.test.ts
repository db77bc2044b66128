import { expect, it } from 'vitest'
import { Address } from './address.ts'
import { Balancer } from './balancer.ts'
import { FakeClock } from './testing/fake-clock.fixture.ts'

it('calls are shared by weight', () => {
  const { shares } = service({ a: 3, b: 1 })
  expect(shares(400)).toEqual({ a: 300, b: 100 })
})

it('the faster address gets more, in proportion', () => {
  const { shares, a, b } = service({ a: 1, b: 1 })
  a.succeeded(30)
  b.succeeded(10)
  expect(shares(400)).toEqual({ a: 100, b: 300 })
})

it('weight and speed count together', () => {
  const { shares, a, b } = service({ a: 3, b: 1 })
  a.succeeded(30)
  b.succeeded(10)
  expect(shares(400)).toEqual({ a: 200, b: 200 })
})

it('differences of less than five milliseconds are none', () => {
  const { shares, a, b } = service({ a: 1, b: 1 })
  a.succeeded(4)
  b.succeeded(1)
  expect(shares(100)).toEqual({ a: 50, b: 50 })
})

it('a very slow address still gets a call now and then, and its share when it has become fast', () => {
  const { shares, a, b } = service({ a: 1, b: 1 })
  a.succeeded(10)
  b.succeeded(10_000)
  expect(shares(210)).toEqual({ a: 200, b: 10 })
  for (let i = 0; i < 60; i++) b.succeeded(10)
  expect(shares(100).b).toBeGreaterThanOrEqual(49)
})

it('an address that failed rests, and one call finds out whether it works again', () => {
  const { shares, balancer, clock, a, b } = service({ a: 1, b: 1 })
  a.failed()
  expect(shares(10)).toEqual({ a: 0, b: 10 })

  clock.pass(1_000)
  const probe = [balancer.pick(), balancer.pick()].find((address) => address === a)
  probe?.begin()
  expect(shares(10)).toEqual({ a: 0, b: 10 })

  a.succeeded(1)
  b.succeeded(1)
  expect(shares(100).a).toBeGreaterThanOrEqual(49)
})

it('it rests longer with each failure, up to half a minute', () => {
  const { clock, a } = service({ a: 1, b: 1 })
  const rests = Array.from({ length: 8 }, () => {
    a.failed()
    return a.restsUntil - clock.monotonic()
  })
  expect(rests).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000])
})

it('when all rest, the one that may wake first is asked', () => {
  const { balancer, a, b } = service({ a: 1, b: 1 })
  a.failed()
  a.failed()
  b.failed()
  expect(balancer.pick()).toBe(b)
  expect(balancer.pick(new Set([b]))).toBe(a)
  expect(balancer.pick(new Set([a, b]))).toBeUndefined()
})

function service(weights: { a: number; b: number }) {
  const clock = new FakeClock()
  const a = new Address({ url: 'http://a', weight: weights.a }, clock)
  const b = new Address({ url: 'http://b', weight: weights.b }, clock)
  const balancer = new Balancer([a, b], clock)
  const shares = (calls: number) => {
    const picked = Array.from({ length: calls }, () => balancer.pick())
    return { a: picked.filter((address) => address === a).length, b: picked.filter((address) => address === b).length }
  }
  return { clock, a, b, balancer, shares }
}
