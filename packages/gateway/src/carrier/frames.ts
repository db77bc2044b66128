/** What a frame says of one connection. */
export const kinds = {
  /** From the carrier: there is one more; its peer's address follows. */
  opened: 1,
  /** Both ways: bytes from or for the client. */
  bytes: 2,
  /** To the carrier: for this client the same as in the `bytes` before. */
  again: 3,
  /** From the carrier: the client does not take what is written … */
  stalled: 4,
  /** … and has taken everything. */
  drained: 5,
  /** To the carrier: do not read from the client … */
  pause: 6,
  /** … and read again. */
  resume: 7,
  /** To the carrier: close when everything is written; the reason follows. */
  end: 8,
  /** To the carrier: close now, and forget it. */
  destroy: 9,
  /** From the carrier: it is gone. */
  closed: 10,
} as const

export type Kind = (typeof kinds)[keyof typeof kinds]

/** One byte of kind, four of the connection's number, four of the length of what follows. */
export const headerBytes = 9
/** As much as Node reads from a socket at once. */
export const largestPayload = 65_536

/** Of a connection that is open its number means that one, and is not given again before all frames about it have gone by. */
export type TakeFrame = (kind: Kind, connection: number, payload: Buffer) => void

const known: ReadonlySet<number> = new Set(Object.values(kinds))

export function writeHeader(into: Buffer, at: number, [kind, connection, length]: readonly [Kind, number, number]): void {
  into.writeUInt8(kind, at)
  into.writeUInt32LE(connection, at + 1)
  into.writeUInt32LE(length, at + 5)
}

/** Cuts a stream into frames. */
export class FrameReader {
  readonly #take: TakeFrame
  #rest: Buffer = Buffer.alloc(0)

  constructor(take: TakeFrame) {
    this.#take = take
  }

  /** Gives what `chunk` completes, in order; the payloads share its memory. Throws when these are no frames. */
  push(chunk: Buffer): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    let at = 0
    while (bytes.length - at >= headerBytes) {
      const length = bytes.readUInt32LE(at + 5)
      if (length > largestPayload) throw new Error(`a frame of ${length} bytes`)
      if (bytes.length - at < headerBytes + length) break
      const from = at + headerBytes
      this.#take(kindOf(bytes.readUInt8(at)), bytes.readUInt32LE(at + 1), bytes.subarray(from, from + length))
      at = from + length
    }
    this.#rest = bytes.subarray(at)
  }
}

function kindOf(byte: number): Kind {
  if (!known.has(byte)) throw new Error(`a frame of the unknown kind ${byte}`)
  return byte as Kind // as: that was checked
}
