import { expect, it } from 'vitest'
import { Flusher, Outbox } from './outbox.ts'

it('all frames of a tick leave in one write, in order', () => {
  const { outbox, writes, tick } = open()
  for (const text of ['a', 'b', 'c']) outbox.push(Buffer.from(text))
  expect(writes).toEqual([])

  tick()
  expect(writes.map(({ text }) => text)).toEqual(['abc'])
  tick()
  expect(writes).toHaveLength(1)
})

it('one end of tick serves all connections', () => {
  const ticks: (() => void)[] = []
  const flusher = new Flusher((run) => void ticks.push(run))
  const [one, two] = [open({ flusher }), open({ flusher })]
  one.outbox.push(Buffer.from('a'))
  two.outbox.push(Buffer.from('b'))
  one.outbox.push(Buffer.from('c'))

  expect(ticks).toHaveLength(1)
  ticks[0]?.()
  expect([...one.writes, ...two.writes].map(({ text }) => text)).toEqual(['ac', 'b'])
})

it('a client that does not read fills its queue, and no more is taken', () => {
  const { outbox, tick } = open({ bytes: 10 })
  expect(outbox.push(Buffer.alloc(6))).toBe(true)
  tick()
  expect(outbox.push(Buffer.alloc(6))).toBe(true)
  expect(outbox.push(Buffer.alloc(1))).toBe(false)
})

it('one frame larger than the queue still goes out to a client that reads', () => {
  const { outbox, writes, tick } = open({ bytes: 10 })
  for (let i = 0; i < 3; i++) {
    expect(outbox.push(Buffer.alloc(50))).toBe(true)
    tick()
    writes[i]?.written()
  }
  expect(writes).toHaveLength(3)
})

it('the queue is bounded in packets too', () => {
  const { outbox, writes, tick } = open({ packets: 2 })
  expect([outbox.push(Buffer.alloc(1)), outbox.push(Buffer.alloc(1)), outbox.push(Buffer.alloc(1))]).toEqual([true, true, false])
  tick()
  expect(outbox.push(Buffer.alloc(1))).toBe(false)

  writes[0]?.written()
  expect(outbox.push(Buffer.alloc(1))).toBe(true)
})

it('is congested from half of its limits on, and says when it no longer is', () => {
  for (const limits of [{ bytes: 10 }, { packets: 10 }]) {
    const { outbox, writes, tick, drained } = open(limits)
    for (let i = 0; i < 4; i++) outbox.push(Buffer.alloc(1))
    expect(outbox.congested).toBe(false)
    outbox.push(Buffer.alloc(1))
    expect(outbox.congested).toBe(true)
    tick()
    expect([outbox.congested, drained()]).toEqual([true, 0])

    writes[0]?.written()
    expect([outbox.congested, drained()]).toEqual([false, 1])
  }
})

it('flushing without a frame writes nothing', () => {
  const { outbox, writes } = open()
  outbox.flush()
  expect(writes).toEqual([])
})

function open({ bytes = 1000, packets = 1000, flusher }: { bytes?: number; packets?: number; flusher?: Flusher } = {}) {
  const ticks: (() => void)[] = []
  const writes: { readonly text: string; written(): void }[] = []
  let drained = 0
  const owner = {
    write: (bytes: Buffer, written: () => void) => void writes.push({ text: bytes.toString(), written }),
    drained: () => void drained++,
  }
  const outbox = new Outbox(owner, { flusher: flusher ?? new Flusher((run) => void ticks.push(run)), limits: { bytes, packets } })
  const tick = () => {
    for (const run of ticks.splice(0)) run()
  }
  return { outbox, writes, tick, drained: () => drained }
}

it('of very many connections some are flushed in each tick, and nothing is forgotten (I10)', () => {
  const ticks: (() => void)[] = []
  const flusher = new Flusher((run) => ticks.push(run))
  let writes = 0
  for (let i = 0; i < 1200; i++) {
    const write = () => void writes++
    new Outbox({ write, drained: () => undefined }, { flusher, limits: { bytes: 100, packets: 10 } }).push(Buffer.alloc(1))
  }
  const perTick: number[] = []
  for (let tick = ticks.shift(); tick !== undefined; tick = ticks.shift()) {
    const before = writes
    tick()
    perTick.push(writes - before)
  }
  expect(perTick).toEqual([500, 500, 200])
})
