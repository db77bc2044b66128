import { randomBytes } from 'node:crypto'
import { deflateSync, inflateSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { deflated, inflated, largestInflated } from './compression.ts'

it('what helps is deflated, once for all who get the frame', () => {
  const [frame, payload] = [Buffer.from('a frame'), Buffer.from('hello '.repeat(1_000))]
  const small = deflated(frame, payload)
  expect(small?.length).toBeLessThan(200)
  expect(small && inflateSync(small)).toEqual(payload)
  expect(deflated(frame, payload)).toBe(small)
})

it('what is short, very long or does not get smaller stays as it is', () => {
  for (const payload of [Buffer.alloc(1_023), Buffer.alloc(262_145), randomBytes(5_000)])
    expect(deflated(Buffer.alloc(1), payload)).toBeUndefined()
})

it('a payload may be inflated up to the largest frame, and no byte further', () => {
  expect(inflated(deflateSync(Buffer.alloc(largestInflated)))).toHaveLength(largestInflated)
  for (const size of [largestInflated + 1, 50_000_000]) expect(() => inflated(deflateSync(Buffer.alloc(size)))).toThrow()
})

it('what is no zlib data, or ends too early, is refused', () => {
  const whole = deflateSync(Buffer.from('hello'))
  for (const bytes of [Buffer.alloc(0), Buffer.from('hello'), whole.subarray(0, -1)]) expect(() => inflated(bytes)).toThrow()
})
