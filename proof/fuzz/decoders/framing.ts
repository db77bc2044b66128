import { FrameError, Framing } from '@magpie-im/wire'
import { answered, claim, type Decoder } from '../decoder.ts'
import { magnitude } from '../shape.ts'
import { frameError } from './refusals.ts'
import { frames } from './vectors.ts'

interface Cut {
  readonly bodies: readonly Buffer[]
  readonly error: string
  readonly pending: number
}

/** What becomes of chunks, one after the other. */
function cut(chunks: readonly Buffer[]): Cut {
  const framing = new Framing()
  const bodies: Buffer[] = []
  try {
    for (const chunk of chunks) bodies.push(...framing.push(chunk))
  } catch (error) {
    if (!(error instanceof FrameError)) throw error
    return { bodies: [...bodies, ...error.before], error: error.name, pending: 0 }
  }
  return { bodies, error: '', pending: framing.pending }
}

function check(input: Buffer): string {
  const whole = cut([input])
  const at = input.length === 0 ? 0 : ((input[0] ?? 0) * 31 + (input.at(-1) ?? 0)) % input.length
  const split = cut([input.subarray(0, at), input.subarray(at, at + 1), input.subarray(at + 1)])
  claim(whole.error === split.error && whole.pending === split.pending, 'frames depend on how the bytes were cut')
  claim(whole.bodies.length === split.bodies.length, 'frames depend on how the bytes were cut')
  claim(
    whole.bodies.every((body, index) => body.equals(split.bodies[index] ?? Buffer.alloc(0)) || body.length === 0),
    'a body depends on how the bytes were cut',
  )
  const used = whole.bodies.reduce((sum, body) => sum + body.length + 4, 0)
  claim(whole.error !== '' || used + whole.pending === input.length, 'bytes were lost between frames')
  if (whole.error !== '') throw new FrameError('frame-too-large', 0, [])
  return `${magnitude(whole.bodies.length)} frames, ${magnitude(whole.pending)} left`
}

export const framing: Decoder = {
  name: 'framing',
  seeds: [
    ...frames.slice(0, 10),
    Buffer.concat(frames.slice(0, 6)),
    ...frames.slice(0, 5).map((frame) => frame.subarray(0, frame.length >> 1)),
  ],
  words: ['00000004', '00000003', '0009c400', '0009c401', '00000005', 'ffffffff'].map((hex) => Buffer.from(hex, 'hex')),
  decode: (input) => answered(() => check(input), frameError),
}

/** Not one more byte than a prefix is needed to know that a frame is whole, and no prefix is taken for it. */
export const prefixes: Decoder = {
  name: 'framing-prefixes',
  seeds: frames,
  decode(input) {
    if (input.length < 4) return { taken: false, way: 'no frame' }
    const frame = Buffer.from(input)
    frame.writeUInt32BE(frame.length)
    const at = ((input[4] ?? 0) * 251 + (input.at(-1) ?? 0)) % frame.length
    const framing = new Framing()
    claim(framing.push(frame.subarray(0, at)).length === 0, 'the beginning of a frame was taken for one')
    claim(framing.push(frame.subarray(at)).length === 1 && framing.pending === 0, 'a whole frame was not taken')
    return { taken: true, way: `${magnitude(frame.length)} ${magnitude(at)}` }
  },
}
