import { expect, it } from 'vitest'
import { FakeClock } from '../testing/fake-clock.fixture.ts'
import { ann, ben, silent, Writers } from '../testing/writers.fixture.ts'
import { Overload } from './overload.ts'

it('sign-ins are refused first and sends from four times the delay on, after three samples in a row', () => {
  const { strained, allowed } = open()
  strained(3, { loopDelayMs: 249 })
  expect(allowed()).toEqual(['sign-ins', 'sends'])
  strained(2, { loopDelayMs: 250 })
  expect(allowed()).toEqual(['sign-ins', 'sends'])
  strained(1, { loopDelayMs: 250 })
  expect(allowed()).toEqual(['sends'])
  strained(3, { loopDelayMs: 1000 })
  expect(allowed()).toEqual([])
})

it('a single long pause refuses nobody', () => {
  const { strained, allowed } = open()
  for (let i = 0; i < 10; i++) {
    strained(2, { loopDelayMs: 5000 })
    strained(1, {})
  }
  expect(allowed()).toEqual(['sign-ins', 'sends'])
})

it('what was refused is let in again well below the mark only', () => {
  const { strained, allowed } = open()
  strained(3, { loopDelayMs: 1000 })
  strained(10, { loopDelayMs: 501 })
  expect(allowed()).toEqual([])
  strained(3, { loopDelayMs: 499 })
  expect(allowed()).toEqual(['sends'])
  strained(10, { loopDelayMs: 126 })
  expect(allowed()).toEqual(['sends'])
  strained(3, { loopDelayMs: 124 })
  expect(allowed()).toEqual(['sign-ins', 'sends'])
})

it('memory counts like delay', () => {
  const { strained, allowed } = open()
  strained(3, { memory: 0.8 })
  expect(allowed()).toEqual(['sends'])
  strained(3, { memory: 0.9 })
  expect(allowed()).toEqual([])
  strained(3, { memory: 0.86 })
  expect(allowed()).toEqual([])
  strained(3, { memory: 0.7 })
  expect(allowed()).toEqual(['sign-ins', 'sends'])
})

it('a mark of 0 lets delays be', () => {
  const { strained, allowed } = open({ loopDelayMs: 0 })
  strained(10, { loopDelayMs: 100_000 })
  expect(allowed()).toEqual(['sign-ins', 'sends'])
})

it('each change is one line in the log, and the refusal says when to come back', () => {
  const { strained, overload, lines } = open()
  strained(20, { loopDelayMs: 300 })
  expect(() => overload.checkSignIn()).toThrow(
    expect.objectContaining({
      name: 'Overloaded',
      retry: true,
      message: 'the server has too much to do at the moment; try again in 2.0 s',
    }),
  )
  strained(20, {})
  expect(lines).toEqual([
    ['warn', 'overloaded', { refusing: 'sign-ins', loopDelayMs: 300, memory: 0 }],
    ['info', 'no longer overloaded', { refusing: 'nothing', loopDelayMs: 0, memory: 0 }],
  ])
})

it('a send is refused while the server is overloaded, and what was accepted before is finished', async () => {
  const writers = await Writers.withFriends(ann, ben)
  writers.journal.pause()
  const accepted = writers.say(ann, ben, 'before')
  for (let i = 0; i < 3; i++) writers.strain({ loopDelayMs: 2000, memory: 0 })
  await expect(writers.say(ann, ben, 'during')).rejects.toMatchObject({ name: 'Overloaded' })
  writers.journal.resume()
  expect(await accepted).toMatchObject({ seq: 1 })

  for (let i = 0; i < 3; i++) writers.strain({ loopDelayMs: 0, memory: 0 })
  expect(await writers.say(ann, ben, 'after')).toMatchObject({ seq: 2 })
})

function open({ loopDelayMs = 250 } = {}) {
  const clock = new FakeClock()
  const lines: unknown[] = []
  const log = {
    ...silent,
    info: (...line: unknown[]) => lines.push(['info', ...line]),
    warn: (...line: unknown[]) => lines.push(['warn', ...line]),
  }
  let strain = { loopDelayMs: 0, memory: 0 }
  const overload = new Overload({ clock, log, loopDelayMs, sample: () => strain })
  const strained = (samples: number, now: Partial<typeof strain>) => {
    strain = { loopDelayMs: 0, memory: 0, ...now }
    for (let i = 0; i < samples; i++) clock.pass(500)
  }
  const passes = (check: () => void) => {
    try {
      check()
      return true
    } catch {
      return false
    }
  }
  const allowed = () => [
    ...(passes(() => overload.checkSignIn()) ? ['sign-ins'] : []),
    ...(passes(() => overload.checkSend()) ? ['sends'] : []),
  ]
  return { overload, lines, strained, allowed }
}
