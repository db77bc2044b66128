import { expect, it } from 'vitest'
import { Flusher, Outbox } from './outbox.ts'

it('all frames of a tick leave in one write, in order', () => {
  const { outbox, writes, tick } = open()
  for (const text of ['a', 'b', 'c']) outbox.push(Buffer.from(text), 'told')
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
  one.outbox.push(Buffer.from('a'), 'told')
  two.outbox.push(Buffer.from('b'), 'told')
  one.outbox.push(Buffer.from('c'), 'told')

  expect(ticks).toHaveLength(1)
  ticks[0]?.()
  expect([...one.writes, ...two.writes].map(({ text }) => text)).toEqual(['ac', 'b'])
})

it('a client that does not read fills its queue, and no more is taken', () => {
  const { outbox, tick } = open({ bytes: 10 })
  expect(outbox.push(Buffer.alloc(6), 'told')).toBe(true)
  tick()
  expect(outbox.push(Buffer.alloc(6), 'told')).toBe(true)
  expect(outbox.push(Buffer.alloc(1), 'told')).toBe(false)
})

it('one frame larger than the queue still goes out to a client that reads', () => {
  const { outbox, writes, tick } = open({ bytes: 10 })
  for (let i = 0; i < 3; i++) {
    expect(outbox.push(Buffer.alloc(50), 'told')).toBe(true)
    tick()
    writes[i]?.written()
  }
  expect(writes).toHaveLength(3)
})

it('the queue is bounded in packets too', () => {
  const { outbox, writes, tick } = open({ packets: 2 })
  expect([outbox.push(Buffer.alloc(1), 'told'), outbox.push(Buffer.alloc(1), 'told'), outbox.push(Buffer.alloc(1), 'told')]).toEqual([
    true,
    true,
    false,
  ])
  tick()
  expect(outbox.push(Buffer.alloc(1), 'told')).toBe(false)

  writes[0]?.written()
  expect(outbox.push(Buffer.alloc(1), 'told')).toBe(true)
})

it('is congested from half of its limits on, and says when it no longer is', () => {
  for (const limits of [{ bytes: 10 }, { packets: 10 }]) {
    const { outbox, writes, tick, drained } = open(limits)
    for (let i = 0; i < 4; i++) outbox.push(Buffer.alloc(1), 'told')
    expect(outbox.congested).toBe(false)
    outbox.push(Buffer.alloc(1), 'told')
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
  for (let i = 0; i < 150; i++) {
    const write = () => void writes++
    new Outbox({ write, drained: () => undefined }, { flusher, limits: { bytes: 100, packets: 10 } }).push(Buffer.alloc(1), 'told')
  }
  const perTick: number[] = []
  for (let tick = ticks.shift(); tick !== undefined; tick = ticks.shift()) {
    const before = writes
    tick()
    perTick.push(writes - before)
  }
  expect(perTick).toEqual([64, 64, 22])
})

it('who is answered is written to first, in the same tick, however many are told something', () => {
  const { joined, tick } = many(200)
  for (const one of joined) one.outbox.push(Buffer.from('told'), 'told')
  joined[150]?.outbox.push(Buffer.from('answer'), 'answered')
  joined[199]?.outbox.push(Buffer.from('answer'), 'answered')
  expect(tick()).toEqual([150, 199, ...numbers(0, 64)])
  expect(joined[150]?.texts).toEqual(['toldanswer'])
  expect([tick(), tick(), tick()]).toEqual([numbers(64, 128), [...numbers(128, 150), ...numbers(151, 192)], numbers(192, 199)])
})

it('many answers do not hold up those who are told something: for each of them two are', () => {
  const { joined, tick } = many(300)
  for (const one of joined) one.outbox.push(Buffer.from('told'), 'told')
  for (const one of joined.slice(0, 100)) one.outbox.push(Buffer.from('answer'), 'answered')
  expect(tick()).toEqual([...numbers(0, 100), ...numbers(100, 200)])
})

it('frames that many are told are joined once, and those of somebody else are not mistaken for them', () => {
  const { joined, tick } = many(5)
  const [a, b, c] = [Buffer.from('a'), Buffer.from('b'), Buffer.from('c')] as const
  const told = [[a, b], [a, b], [a, c], [a], [a, b, c]]
  for (const [index, frames] of told.entries()) for (const frame of frames) joined[index]?.outbox.push(frame, 'told')
  tick()
  expect(joined.map(({ texts }) => texts.join())).toEqual(['ab', 'ab', 'ac', 'a', 'abc'])
  expect(joined[0]?.buffers[0]).toBe(joined[1]?.buffers[0])

  b.write('B')
  for (const one of joined) for (const frame of [a, b]) one.outbox.push(frame, 'told')
  tick()
  expect(joined[0]?.texts).toEqual(['ab', 'aB'])
})

/** Outboxes of one flusher; `tick` says whose were written. */
function many(count: number) {
  const ticks: (() => void)[] = []
  const flusher = new Flusher((run) => ticks.push(run))
  let written: number[] = []
  const joined = numbers(0, count).map((number) => {
    const buffers: Buffer[] = []
    const texts: string[] = []
    const write = (bytes: Buffer) => {
      written.push(number)
      buffers.push(bytes)
      texts.push(bytes.toString())
    }
    const outbox = new Outbox({ write, drained: () => undefined }, { flusher, limits: { bytes: 1000, packets: 100 } })
    return { outbox, buffers, texts }
  })
  const tick = () => {
    written = []
    for (const run of ticks.splice(0)) run()
    return written
  }
  return { joined, tick }
}

function numbers(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index)
}
