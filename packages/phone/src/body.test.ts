import { expect, it } from 'vitest'
import { bodyOf } from './body.ts'

const bodies = Array.from({ length: 5000 }, (_, i) => bodyOf(`ann-d1-${i}`))

it('makes of an id always the same body, and of no two the same', () => {
  expect(bodyOf('ann-d1-7')).toBe(bodies[7])
  expect(new Set(bodies).size).toBe(bodies.length)
})

it('makes bodies of all sizes, most of them short, none longer than a message may be', () => {
  const sizes = bodies.map((body) => Buffer.byteLength(body)).sort((a, b) => a - b)
  expect(sizes[2500]).toBeLessThan(200)
  expect(sizes.at(-1)).toBeGreaterThan(4000)
  expect(sizes.at(-1)).toBeLessThan(16_000)
})

it('cuts no character apart', () => {
  for (const body of bodies) expect(body.isWellFormed()).toBe(true)
})
