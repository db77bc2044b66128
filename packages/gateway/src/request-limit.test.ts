import { expect, it } from 'vitest'
import type { Slot } from './pipeline.ts'
import type { Route } from './protocol.ts'
import { FarEnd } from './testing/far-end.fixture.ts'
import type { Line } from './testing/lines.fixture.ts'

const requests = { perSecond: 10, burst: 4 }
const wide = { bytes: 10_000_000, packets: 100_000, waitingBytes: 10_000_000 }

it('a connection beyond its requests a second is told which limit and when to come back', () => {
  const far = open()
  far.say(...Array(5).fill('echo hi'))
  far.tick()
  expect(far.heard).toBe(
    `${'hi\n'.repeat(4)}echo refused: too many requests: at most 10 requests a second on one connection; try again in 0.1 s\n`,
  )

  far.clock.pass(100)
  far.say('echo again')
  far.tick()
  expect(far.heard).toMatch(/again\n$/)
  expect(far.counted.requests.filter((request) => request.endsWith('TooManyRequests'))).toHaveLength(1)
})

it('a refusal keeps its place among the replies (I4)', () => {
  const slots: Slot[] = []
  const far = open({ wait: { access: 'anyone', order: 'pipelined', handle: (_, __, slot) => void slots.push(slot) } })
  far.say('wait', 'wait', 'wait', 'wait', 'wait')
  far.tick()
  expect(far.heard).toBe('')

  for (const [index, slot] of [...slots.entries()].reverse()) slot.complete(Buffer.from(`${index}\n`))
  far.tick()
  expect(far.heard.split('\n').map((line) => line.slice(0, 12))).toEqual(['0', '1', '2', '3', 'wait refused', ''])
})

it('a request whose reply has no place for an error is answered, and counts', () => {
  const far = open({ ping: { ...echo, unrefusable: true } })
  far.say(...Array(6).fill('ping x'), 'echo hi')
  far.tick()
  expect(far.heard).toMatch(/^(x\n){6}echo refused/)
})

it('whoever goes on ten times beyond the limit is disconnected, and was told so until then', () => {
  const far = open()
  far.say(...Array(4 + 40).fill('echo hi'))
  expect(far.state).toBe('open')
  far.say('echo hi')
  expect([far.state, far.counted.closes]).toEqual(['draining', ['too-many-requests']])
  expect(far.heard.match(/refused/g)).toHaveLength(41)
})

it('whoever is refused now and then stays connected for as long as he likes', () => {
  const far = open()
  for (let second = 0; second < 100; second++) {
    far.say(...Array(40).fill('echo hi'))
    far.clock.pass(1000)
    far.tick()
  }
  expect(far.state).toBe('open')
})

it('the limit of one connection is nothing to another', () => {
  const [flooding, quiet] = [open(), open()]
  flooding.say(...Array(100).fill('echo hi'))
  quiet.say('echo hi')
  quiet.tick()
  expect(quiet.heard).toBe('hi\n')
})

const echo: Route<Line> = {
  access: 'anyone',
  order: 'pipelined',
  handle: ({ text }, _, slot) => slot.complete(Buffer.from(`${text}\n`)),
}

function open(routes: Readonly<Record<string, Route<Line>>> = {}): FarEnd {
  return new FarEnd({ routes: { echo, ...routes }, limits: { ...wide, requests } })
}
