import { expect, it } from 'vitest'
import { sceneOf } from './scenes.ts'
import { complaintsAbout, type Seen } from './verdict.ts'

const mebibyte = 2 ** 20
const fared = { messages: 1000, p50: 2, p99: 10, newcomers: 10, newcomersP99: 20, errors: [] }
const held = { rss: 200 * mebibyte, threads: 13, sockets: 46, files: 40, heapUsed: 40 * mebibyte, external: 10 * mebibyte, arrayBuffers: 0 }
const good: Seen = {
  ...{ quiet: fared, attacked: { ...fared, p99: 29 }, afterwards: fared, deeds: {}, heldBack: { 'sign-in-timeout': 9 } },
  ...{ before: held, after: held, mostRss: 250 * mebibyte, serverCores: 0.5, attackerCores: 0.3, attackSeconds: 10 },
}
const scene = sceneOf('connection-flood')
const about = (change: Partial<Seen>) => complaintsAbout(scene, { ...good, ...change }).join()

it('an attack that nobody noticed holds', () => {
  expect(about({})).toBe('')
})

it('times count as ratios, but for what no user sees', () => {
  expect(about({ attacked: { ...fared, p99: 31 } })).toBe('under attack p99 is 31.0 ms, more than 30.0')
  expect(about({ afterwards: { ...fared, p99: 31 } })).toMatch(/^afterwards p99/)
  expect(about({ quiet: { ...fared, p99: 1 }, attacked: { ...fared, p99: 24 } })).toBe('')
})

it('whatever an honest user was refused fails, and so does an attack that nothing held back', () => {
  expect(about({ attacked: { ...fared, errors: ['refused: 6'] } })).toBe('1 honest errors: refused: 6')
  expect(about({ attacked: { ...fared, newcomers: 0 } })).toBe('no honest user got anything done')
  expect(about({ deeds: { leftOut: 2 } })).toBe('2 clients never got in')
  expect(about({ heldBack: { malformed: 1 } })).toBe('nothing was held back by sign-in-timeout')
})

it('memory, sockets and files must be back', () => {
  expect(about({ after: { ...held, heapUsed: 70 * mebibyte } })).toBe('30 MiB more are held afterwards')
  expect(about({ after: { ...held, rss: 500 * mebibyte } })).toBe('RSS is 300 MiB higher afterwards')
  expect(about({ after: { ...held, sockets: 50 } })).toBe('4 sockets stay open')
  expect(about({ after: { ...held, files: 60 } })).toBe('20 files stay open')
})
