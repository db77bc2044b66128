import { expect, it } from 'vitest'
import { growthOf, type Reading } from './growth.ts'

const mebibyte = 1024 * 1024

/** Ten minutes, read every five seconds. */
function readings(valueAt: (seconds: number) => number): Reading[] {
  return Array.from({ length: 121 }, (_, index) => ({ seconds: index * 5, value: valueAt(index * 5) }))
}

/** Collected every 47 seconds, at more or less the same place. */
const sawtooth = (seconds: number) => 60 * mebibyte + (seconds % 47) * mebibyte

const growth = (valueAt: (seconds: number) => number) => (growthOf(readings(valueAt), 200)?.growth ?? Number.NaN) / mebibyte

it('a sawtooth has not grown', () => {
  expect(Math.abs(growth(sawtooth))).toBeLessThan(2)
})

it('a leak under a sawtooth is found, and its size', () => {
  const leak = (seconds: number) => sawtooth(seconds) + (seconds / 600) * 30 * mebibyte
  expect(growth(leak)).toBeGreaterThan(17)
  expect(growth(leak)).toBeLessThan(23)
})

it('what is filled while the run warms up is no leak', () => {
  expect(growth((seconds) => Math.min(seconds, 180) * mebibyte)).toBe(0)
})

it('a single spike or a single dip turns nothing', () => {
  expect(growth((seconds) => (seconds === 400 ? 900 : 60) * mebibyte)).toBe(0)
  expect(growth((seconds) => (seconds === 400 ? 1 : 60) * mebibyte)).toBe(0)
})

it('steps that never go back are a leak', () => {
  expect(growth((seconds) => Math.floor(seconds / 60) * 4 * mebibyte)).toBeGreaterThan(20)
})

it('what was read a few times only is not judged', () => {
  expect(growthOf(readings(sawtooth), 590)).toBeUndefined()
  expect(growthOf([], 0)).toBeUndefined()
})
