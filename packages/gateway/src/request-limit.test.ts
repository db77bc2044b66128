import fc from 'fast-check'
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

it('whoever says nothing, very often, is disconnected; now and then costs nothing', () => {
  const far = open()
  for (let i = 0; i < 100; i++) {
    far.connection.receiveNothing()
    far.clock.pass(100)
  }
  expect(far.connection.active).toBe(true)
  for (let i = 0; i < 100; i++) far.connection.receiveNothing()
  expect(far.connection.active).toBe(false)
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

it('every request is answered once and in its place, whatever is refused and whichever is ready first (I4, I15)', () => {
  const step = fc.oneof(
    fc.record({ say: fc.constantFrom('echo', 'wait') }),
    fc.record({ finish: fc.nat({ max: 10 }) }),
    fc.record({ pass: fc.nat({ max: 300 }) }),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40, size: 'max' }), (steps) => {
      const waiting = new Map<number, Slot>()
      let asked = 0
      const answer = (text: string) => Buffer.from(`${text} done\n`)
      const far = open({
        echo: { ...echo, handle: ({ text }, _, slot) => slot.complete(answer(text)) },
        wait: { ...echo, handle: ({ text }, _, slot) => void waiting.set(Number(text), slot) },
      })
      const finish = (which: number) => {
        const [number] = [...waiting.keys()].slice(which % Math.max(1, waiting.size))
        if (number === undefined) return
        waiting.get(number)?.complete(answer(`${number}`))
        waiting.delete(number)
      }
      for (const one of steps) {
        if ('say' in one) far.say(`${one.say} ${asked++}`)
        else if ('finish' in one) finish(one.finish)
        else far.clock.pass(one.pass)
      }
      while (waiting.size > 0) finish(0)
      far.tick()
      const replies = far.heard.split('\n').slice(0, -1)
      expect(replies).toHaveLength(asked)
      for (const [index, reply] of replies.entries())
        expect(reply).toMatch(new RegExp(`^(${index} done|(echo|wait) refused: too many requests)`))
    }),
  )
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
