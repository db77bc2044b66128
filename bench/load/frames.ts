import { encodeFramed, MsgReq, packets } from '@magpie-im/wire'

/** Every packId of the generator has this many digits, so that all frames of a kind have the same shape. */
const digits = 10
const firstId = 1_000_000_000

const lengthBytes = 4
/** In a frame: 4 bytes length, `0a` header begins, `00` and a byte type. */
const typeAt = 6
const shortFlagsIdAt = 12

export interface Parties {
  readonly from: string
  readonly to: string
}

/** A message frame with everything but its packId in place. */
export class MessageTemplate {
  readonly #frame: Buffer

  constructor({ from, to }: Parties, bytes: number) {
    const header = { type: packets.MSG_SINGLE_CHAT.type, version: 1, flags: 0, packId: String(firstId) }
    const label = from < to ? `LP_G1_${from}_${to}` : `LP_G1_${to}_${from}`
    const content = { contentType: 1, content: 'x'.repeat(bytes), status: 0, pushInfo: { title: '', summary: '', url: '' } }
    this.#frame = encodeFramed(header, MsgReq, { sessionId: label, seqId: 0, timestamp: 0, from, to, ...content })
  }

  /** Messages number `first`, `first + 1` … as one piece of memory. */
  batch(first: number, count: number): Buffer {
    const bytes = Buffer.allocUnsafe(count * this.#frame.length)
    for (let index = 0; index < count; index++) {
      const at = index * this.#frame.length
      this.#frame.copy(bytes, at)
      writeDigits(bytes, at + shortFlagsIdAt, firstId + first + index)
    }
    return bytes
  }
}

/** The frame that begins at `at`, read no further than needed. */
export function typeOf(bytes: Buffer, at: number): number {
  return bytes[at + typeAt] ?? 0
}

/** The number of a delivered message. */
export function deliveredNumber(bytes: Buffer, at: number): number {
  return readDigits(bytes, at + shortFlagsIdAt) - firstId
}

/** An ack has a flag, so its packId stands a byte later. */
export function ackedNumber(bytes: Buffer, at: number): number {
  return readDigits(bytes, at + shortFlagsIdAt + 1) - firstId
}

/** An ack says success when its payload begins `0a 0c`: a struct whose code is zero. */
export function saysSuccess(bytes: Buffer, at: number, end: number): boolean {
  const payloadHead = at + shortFlagsIdAt + 1 + digits + 1
  const lengthSize = bytes[payloadHead + 2] === 0 ? 2 : 3
  const code = payloadHead + 2 + lengthSize + 1
  return code < end && bytes[code] === 0x0c
}

/** Cuts chunks into frames without making objects of them. */
export class FrameScanner {
  #rest: Buffer = Buffer.alloc(0)

  scan(chunk: Buffer, take: (bytes: Buffer, at: number, end: number) => void): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    let at = 0
    while (bytes.length - at >= lengthBytes) {
      const end = at + bytes.readUInt32BE(at)
      if (end > bytes.length) break
      take(bytes, at, end)
      at = end
    }
    this.#rest = bytes.subarray(at)
  }
}

function writeDigits(bytes: Buffer, at: number, number: number): void {
  let rest = number
  for (let digit = at + digits - 1; digit >= at; digit--) {
    bytes[digit] = 0x30 + (rest % 10)
    rest = Math.floor(rest / 10)
  }
}

function readDigits(bytes: Buffer, at: number): number {
  let number = 0
  for (let digit = at; digit < at + digits; digit++) number = number * 10 + (bytes[digit] ?? 0) - 0x30
  return number
}
