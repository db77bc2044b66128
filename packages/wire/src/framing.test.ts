import fc from 'fast-check'
import { expect, it } from 'vitest'
import { FrameError, Framing } from './framing.ts'

function frame(body: Uint8Array): Buffer {
  const bytes = Buffer.alloc(4 + body.length)
  bytes.writeUInt32BE(bytes.length)
  bytes.set(body, 4)
  return bytes
}

function refusal(framing: Framing, chunk: Buffer): FrameError {
  try {
    framing.push(chunk)
  } catch (error) {
    if (error instanceof FrameError) return error
    throw error
  }
  throw new Error('nothing was refused')
}

const lengthOnly = (length: number) => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(length)
  return bytes
}

it('finds the same frames however the bytes are cut', () => {
  const bodies = fc.array(fc.uint8Array({ maxLength: 40 }), { minLength: 1, maxLength: 8 })
  const cuts = fc.array(fc.nat(400), { maxLength: 30 })

  fc.assert(
    fc.property(bodies, cuts, (expected, places) => {
      const bytes = Buffer.concat(expected.map(frame))
      const edges = [0, ...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]
      const framing = new Framing()
      const found = edges.slice(1).flatMap((edge, at) => framing.push(bytes.subarray(edges[at], edge)))
      expect(found.map((body) => [...body])).toEqual(expected.map((body) => [...body]))
      expect(framing.pending).toBe(0)
    }),
  )
})

it('finds frames that come byte by byte', () => {
  const bytes = Buffer.concat([frame(Buffer.from('one')), frame(Buffer.alloc(0)), frame(Buffer.from('three'))])
  const framing = new Framing()

  const found = [...bytes].flatMap((byte) => framing.push(Buffer.of(byte)))

  expect(found.map(String)).toEqual(['one', '', 'three'])
})

it('copies nothing of a frame that lies whole in its chunk', () => {
  const chunk = Buffer.concat([frame(Buffer.from('one')), frame(Buffer.from('two'))])

  const bodies = new Framing().push(chunk)

  expect(bodies.every((body) => body.buffer === chunk.buffer)).toBe(true)
})

it('keeps nothing of a chunk it has copied the rest of', () => {
  const framing = new Framing()
  const chunk = frame(Buffer.from('hello')).subarray(0, 6)
  framing.push(chunk)
  chunk.fill(0)

  expect(framing.push(Buffer.from('llo')).map(String)).toEqual(['hello'])
})

it.each([
  [640_001, 'frame-too-large'],
  [0xffff_ffff, 'frame-too-large'],
  [3, 'frame-too-short'],
  [0, 'frame-too-short'],
])('refuses a frame of %i bytes by its length alone', (length, name) => {
  expect(refusal(new Framing(), lengthOnly(length)).name).toBe(name)
})

it('refuses a length that came in pieces as soon as it is complete', () => {
  const framing = new Framing()
  const length = lengthOnly(640_001)
  for (const byte of length.subarray(0, 3)) framing.push(Buffer.of(byte))

  expect(refusal(framing, length.subarray(3)).name).toBe('frame-too-large')
})

it('takes a frame of just the maximum', () => {
  const framing = new Framing({ maximum: 10 })

  expect(framing.push(frame(Buffer.from('sixsix'))).map(String)).toEqual(['sixsix'])
  expect(refusal(framing, lengthOnly(11)).name).toBe('frame-too-large')
})

it('gives the frames before a bad one along with the refusal', () => {
  const { before } = refusal(new Framing(), Buffer.concat([frame(Buffer.from('good')), lengthOnly(2)]))

  expect(before.map(String)).toEqual(['good'])
})

it('holds no more than what came, whatever was announced', () => {
  const framing = new Framing()
  framing.push(lengthOnly(640_000))
  framing.push(Buffer.alloc(100))

  expect(framing.pending).toBe(104)
})

it('takes the largest frame byte by byte in linear time', () => {
  const framing = new Framing()
  const bytes = frame(Buffer.alloc(640_000 - 4, 7))
  const started = process.cpuUsage()

  const found = Array.from(bytes).flatMap((_byte, at) => framing.push(bytes.subarray(at, at + 1)))

  expect(found).toHaveLength(1)
  expect(found[0]?.equals(bytes.subarray(4))).toBe(true)
  expect(process.cpuUsage(started).user / 1000).toBeLessThan(5000)
})
