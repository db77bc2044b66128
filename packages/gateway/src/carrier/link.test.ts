import { Duplex, duplexPair } from 'node:stream'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { headerBytes, type Kind, kinds, largestPayload, writeHeader } from './frames.ts'
import { Link } from './link.ts'

interface Seen {
  readonly kind: Kind
  readonly connection: number
  readonly payload: Buffer
}

/** Runs what waits for the end of the tick when it is told to. */
class Ticks {
  readonly #waiting: (() => void)[] = []
  readonly add = (run: () => void): void => void this.#waiting.push(run)

  end(): void {
    for (const run of this.#waiting.splice(0)) run()
  }
}

/** What is written to it, and a reader that reads when it is told to. */
class SlowStream extends Duplex {
  readonly writes: Buffer[] = []
  readonly #unread: (() => void)[] = []

  override _read(): void {
    return
  }

  override _write(bytes: Buffer, _: BufferEncoding, done: () => void): void {
    this.writes.push(Buffer.from(bytes))
    this.#unread.push(done)
  }

  /** All that was written so far, and until then. */
  readAll(): Buffer[] {
    for (let unread = this.#unread.length; unread > 0; unread = this.#unread.length) this.readOne()
    return this.writes
  }

  readOne(): void {
    this.#unread.shift()?.()
  }
}

function linkOver(stream: Duplex, also: Partial<ConstructorParameters<typeof Link>[0]> = {}) {
  const ticks = new Ticks()
  const seen: Seen[] = []
  const take = (kind: Kind, connection: number, payload: Buffer) => void seen.push({ kind, connection, payload: Buffer.from(payload) })
  return { link: new Link({ stream, take, closed: () => undefined, atEndOfTick: ticks.add, ...also }), ticks, seen }
}

const aKind = fc.constantFrom(...Object.values(kinds))
const aFrame = fc.tuple(aKind, fc.nat(0xffff_ffff), fc.uint8Array({ maxLength: 40 }))

it('frames come out as they went in, however the stream is cut', () => {
  fc.assert(
    fc.property(fc.array(aFrame, { maxLength: 12 }), fc.array(fc.nat(600), { maxLength: 20 }), (frames, places) => {
      const bytes = Buffer.concat(
        frames.map(([kind, connection, payload]) => {
          const header = Buffer.alloc(headerBytes)
          writeHeader(header, 0, [kind, connection, payload.length])
          return Buffer.concat([header, payload])
        }),
      )
      const stream = new SlowStream()
      const { seen } = linkOver(stream)
      const edges = [0, ...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]
      for (const [at, edge] of edges.slice(1).entries()) stream.emit('data', bytes.subarray(edges[at], edge))
      expect(seen.map(({ kind, connection, payload }) => [kind, connection, [...payload]])).toEqual(
        frames.map(([kind, connection, payload]) => [kind, connection, [...payload]]),
      )
    }),
  )
})

it('what is said in one tick goes out in one write', async () => {
  const stream = new SlowStream()
  const { link, ticks } = linkOver(stream)
  link.send(kinds.pause, 1)
  link.sendBytes(2, Buffer.from('hello'))
  expect(stream.writes).toEqual([])
  ticks.end()
  expect(stream.writes.map(({ length }) => length)).toEqual([headerBytes + headerBytes + 'hello'.length])
})

it('bytes of any length arrive whole and in order, and are said to be taken when they are', async () => {
  const [one, other] = duplexPair()
  const { link } = linkOver(one, { atEndOfTick: setImmediate })
  const { seen } = linkOver(other)
  const long = Buffer.alloc(3 * largestPayload + 5, 'ab')
  await new Promise<void>((resolve) => link.deliver(7, long, resolve))
  await new Promise(setImmediate)
  expect(Buffer.concat(seen.map(({ payload }) => payload)).equals(long)).toBe(true)
})

it('what is delivered to many connections, one after the other, goes out once', () => {
  const stream = new SlowStream()
  const { link, ticks, seen } = linkOver(stream)
  const news = Buffer.from('news for everybody')
  for (const connection of [1, 2, 3]) link.deliver(connection, news, () => undefined)
  link.deliver(4, Buffer.from('for one'), () => undefined)
  link.deliver(5, news, () => undefined)
  ticks.end()
  link.deliver(6, news, () => undefined)
  ticks.end()
  for (const bytes of stream.readAll()) stream.emit('data', bytes)
  const { bytes, again } = kinds
  expect(seen.map(({ kind, connection, payload }) => [kind, connection, String(payload)])).toEqual([
    [bytes, 1, 'news for everybody'],
    [again, 2, ''],
    [again, 3, ''],
    [bytes, 4, 'for one'],
    [bytes, 5, 'news for everybody'],
    [bytes, 6, 'news for everybody'],
  ])
})

it('what comes from clients is never said in short, even if it lies in the same memory', () => {
  const stream = new SlowStream()
  const { link, ticks, seen } = linkOver(stream)
  const shared = Buffer.from('one')
  link.sendBytes(1, shared)
  shared.write('two')
  link.sendBytes(1, shared)
  ticks.end()
  for (const bytes of stream.readAll()) stream.emit('data', bytes)
  expect(seen.map(({ payload }) => String(payload))).toEqual(['one', 'two'])
})

it('a link says when it owes too much, and when that is over', () => {
  const stream = new SlowStream()
  let drained = 0
  const { link, ticks } = linkOver(stream, { drained: () => drained++ })
  const sent = 20
  for (let i = 0; i < sent; i++) link.sendBytes(1, Buffer.alloc(largestPayload))
  ticks.end()
  expect(link.congested).toBe(true)
  for (let i = 0; i < sent; i++) stream.readOne()
  expect([link.congested, drained]).toEqual([false, 1])
})

it.each([
  ['of an unknown kind', Buffer.from('ff0100000000000000', 'hex')],
  ['that is too long', Buffer.from('020100000001000100', 'hex')],
])('a frame %s ends the link', async (_, bytes) => {
  const stream = new SlowStream()
  await new Promise<void>((closed) => {
    linkOver(stream, { closed })
    stream.emit('data', bytes)
  })
  expect(stream.destroyed).toBe(true)
})
