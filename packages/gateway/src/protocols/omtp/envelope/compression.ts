import { deflateSync, inflateSync } from 'node:zlib'

/** Of a payload, whatever it was sent as: the same as the largest frame. */
export const largestInflated = 640_000

/** Shorter ones gain too little, and longer ones would hold up everybody else: a kilobyte takes about 10 µs. */
const bounds = { shortest: 1_024, longest: 262_144 } as const
const fast = 1

/** Payloads that go to many, by the frame they come from, so that they are deflated once. */
const known = new WeakMap<Buffer, Buffer>()

/** The payload of `frame` as zlib data; undefined: it is better sent as it is. */
export function deflated(frame: Buffer, payload: Uint8Array): Buffer | undefined {
  if (payload.length < bounds.shortest || payload.length > bounds.longest) return undefined
  let bytes = known.get(frame)
  if (bytes === undefined) {
    bytes = deflateSync(payload, { level: fast })
    known.set(frame, bytes)
  }
  return bytes.length < payload.length ? bytes : undefined
}

/** Throws for what is no zlib data or would be larger than a payload may be; never makes more than that of it. */
export function inflated(bytes: Uint8Array): Buffer {
  return inflateSync(bytes, { maxOutputLength: largestInflated })
}
