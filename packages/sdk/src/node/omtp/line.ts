import { randomUUID } from 'node:crypto'
import type { Duplex } from 'node:stream'
import { decodePack, decodePayload, encodeFramed, Framing, flags, hasFlag, type Long, type OTIMPack, type Packet } from '@magpie-im/wire'

/** 200 messages of the largest size, or the members of the largest group. */
const longestFrame = 16 * 1024 * 1024

interface Waiting {
  readonly type: number
  answered(payload: Uint8Array): void
}

interface LineListener {
  told(pack: OTIMPack): void
  closed(): void
}

/** The packets of one socket: requests are answered in their order (docs/protocols/omtp.md), and what is no answer is told. */
export class Line {
  readonly #socket: Duplex
  readonly #framing = new Framing({ maximum: longestFrame })
  readonly #waiting: Waiting[] = []

  constructor(socket: Duplex, listener: LineListener) {
    this.#socket = socket
    socket.on('data', (chunk) => this.#read(chunk, listener))
    // What comes of an error is the close behind it.
    socket.on('error', () => undefined)
    socket.once('close', () => listener.closed())
  }

  ask<Q, A>(
    row: Packet<Q, A>,
    request: Q,
    { packId = randomUUID(), flags = 0 }: { readonly packId?: string; readonly flags?: Long } = {},
  ): Promise<A> {
    return new Promise((resolve, reject) => {
      const answered = (payload: Uint8Array) => {
        try {
          if (row.reply !== undefined) resolve(decodePayload(row.reply, payload))
        } catch (error) {
          reject(error)
          this.close()
        }
      }
      const frame = encodeFramed({ type: row.type, version: 1, flags, packId }, row.request, request)
      this.#waiting.push({ type: row.type, answered })
      this.#socket.write(frame)
    })
  }

  close(): void {
    this.#socket.destroy()
  }

  /** A server that does not keep the protocol is left. */
  #read(chunk: Buffer, listener: LineListener): void {
    try {
      for (const body of this.#framing.push(chunk)) this.#take(decodePack(body), listener)
    } catch {
      this.close()
    }
  }

  #take(pack: OTIMPack, listener: LineListener): void {
    if (!hasFlag(pack.header.flags, flags.PF_ISACK)) {
      listener.told(pack)
      return
    }
    const waiting = this.#waiting.shift()
    if (waiting?.type === pack.header.type) waiting.answered(pack.payload)
    else this.close()
  }
}
