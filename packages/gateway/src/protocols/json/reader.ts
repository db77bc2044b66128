import type { Packet, PacketReader } from '../../protocol.ts'
import { hasHalfCharacter } from './half-character.ts'

export interface JsonPacket extends Packet {
  /** Undefined: it has none that can be read. */
  readonly id: string | number | undefined
  /** Whatever the client wrote; empty: no text. */
  readonly type: string
  /** All of it. */
  readonly frame: unknown
  /** Why it is no request at all; undefined: it may be one. */
  readonly problem: string | undefined
}

const longestId = 64

/** Each chunk is one text message of a WebSocket, whose bytes are known to be UTF-8. */
export class JsonReader implements PacketReader<JsonPacket> {
  push(chunk: Buffer, take: (packet: JsonPacket) => void): boolean {
    take(readPacket(chunk))
    return false
  }

  seal(frame: Buffer): Buffer {
    return frame
  }
}

export function readPacket(bytes: Buffer): JsonPacket {
  const size = bytes.length
  if (hasMoreBrackets(bytes))
    return { size, id: undefined, type: '', frame: undefined, problem: `a frame has at most ${mostBrackets} brackets` }
  const text = bytes.toString()
  const frame = parse(text)
  if (!isObject(frame)) return { size, id: undefined, type: '', frame, problem: 'a frame is one JSON object' }
  const { id, type } = frame
  const packet = { size, id: isId(id) ? id : undefined, type: typeof type === 'string' ? type : '', frame }
  const isBroken = hasHalfCharacter(text)
  return { ...packet, problem: isBroken ? 'a text is no Unicode: half of a surrogate pair is missing' : problemOf(packet) }
}

/** More objects and lists take too long to make (I10); no command needs as many, and the longest text may be nothing else. */
const mostBrackets = 70_000
const [square, curly] = [0x5b, 0x7b]

function hasMoreBrackets(bytes: Buffer): boolean {
  if (bytes.length <= mostBrackets) return false
  let count = 0
  for (const byte of bytes) if (byte === square || byte === curly) count++
  return count > mostBrackets
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isId(id: unknown): id is string | number {
  return typeof id === 'string' ? id.length <= longestId && id.isWellFormed() : Number.isSafeInteger(id)
}

function problemOf({ id, type }: Pick<JsonPacket, 'id' | 'type'>): string | undefined {
  if (id === undefined) return `id is an integer or a text of at most ${longestId} characters`
  return type === '' ? 'type is missing' : undefined
}
