import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { connect, isIP, type Socket } from 'node:net'
import { connect as connectSecurely } from 'node:tls'
import type { Clock } from '@magpie-im/model'
import {
  DecodeError,
  decodePack,
  decodePayload,
  encodeFramed,
  FrameError,
  Framing,
  flags as flag,
  hasFlag,
  type OTIMHeader,
  type OTIMPack,
  type Packet,
} from '@magpie-im/wire'

/** There is no connection, or it ended before the answer came. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost'
}

export interface Address {
  readonly host: string
  readonly port: number
  /** Undefined: without TLS. */
  readonly tls?: TlsTrust | undefined
}

/** Whose certificates are believed. */
export interface TlsTrust {
  /** PEM; undefined: those that every program on this machine believes. */
  readonly ca: string | undefined
}

interface Waiting {
  /** Throws when the payload is not what was asked for. */
  take(payload: Uint8Array): void
  fail(error: ConnectionLost): void
}

const patienceMs = 10_000

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there; is the server running?',
  ENOTFOUND: 'there is no such host',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS; leave out --tls',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by itself; name it with --ca FILE if you know it',
}

/** One socket to an OMTP server: requests and their replies, and what comes unasked. */
export class Connection {
  /** Resolves with the reason when the connection is over. */
  readonly closed: Promise<string>
  readonly #socket: Socket
  readonly #framing = new Framing()
  readonly #waiting = new Map<string, Waiting>()
  readonly #push: (pack: OTIMPack) => void
  #reason = 'the server closed it'

  private constructor(socket: Socket, push: (pack: OTIMPack) => void) {
    this.#socket = socket
    this.#push = push
    socket.on('data', (chunk) => this.#receive(chunk))
    socket.on('error', (error) => {
      this.#reason = error.message
    })
    this.closed = new Promise((resolve) => {
      socket.once('close', () => {
        for (const waiting of this.#waiting.values()) waiting.fail(new ConnectionLost(this.#reason))
        resolve(this.#reason)
      })
    })
  }

  /** Rejects with `ConnectionLost` when there is no server. */
  static async open(address: Address, { clock, push }: { clock: Clock; push: (pack: OTIMPack) => void }): Promise<Connection> {
    const { host, port } = address
    const { socket, ready } = begin(address)
    const timer = clock.after(patienceMs, () => socket.destroy(new Error('no answer')))
    try {
      await once(socket, ready)
      return new Connection(socket, push)
    } catch (cause) {
      const { code = '', message } = cause as NodeJS.ErrnoException // as: sockets fail with system errors only
      throw new ConnectionLost(`cannot reach ${host} port ${port}: ${reasons[code] ?? message}`, { cause })
    } finally {
      timer.cancel()
    }
  }

  /** Rejects with `ConnectionLost` when there will be no reply. */
  request<Request, Reply>(
    row: Packet<Request, Reply>,
    value: Request,
    { packId = randomUUID(), flags = 0 }: { packId?: string; flags?: number } = {},
  ): Promise<Reply> {
    const { promise, resolve, reject } = Promise.withResolvers<Reply>()
    const { reply } = row
    if (reply === undefined) throw new Error(`${row.name} has no reply`)
    if (this.#socket.destroyed) reject(new ConnectionLost(this.#reason))
    const header: OTIMHeader = { type: row.type, version: 1, flags, packId }
    this.#waiting.set(keyOf(header), { take: (payload) => resolve(decodePayload(reply, payload)), fail: reject })
    this.#socket.write(encodeFramed(header, row.request, value))
    return promise
  }

  close(reason: string): void {
    this.#reason = reason
    this.#socket.destroy()
  }

  #receive(chunk: Buffer): void {
    try {
      for (const body of this.#framing.push(chunk)) this.#take(decodePack(body))
    } catch (error) {
      if (!(error instanceof DecodeError || error instanceof FrameError)) throw error
      this.close(`the server sent what is not OMTP: ${error.message}`)
    }
  }

  #take(pack: OTIMPack): void {
    const key = keyOf(pack.header)
    const waiting = hasFlag(pack.header.flags, flag.PF_ISACK) ? this.#waiting.get(key) : undefined
    if (waiting === undefined) this.#push(pack)
    else waiting.take(pack.payload)
    this.#waiting.delete(key)
  }
}

function begin({ host, port, tls }: Address): { readonly socket: Socket; readonly ready: string } {
  if (tls === undefined) return { socket: connect({ host, port, noDelay: true }), ready: 'connect' }
  const socket = connectSecurely({ host, port, ca: tls.ca, servername: isIP(host) === 0 ? host : '' })
  return { socket: socket.setNoDelay(true), ready: 'secureConnect' }
}

function keyOf({ type, packId }: OTIMHeader): string {
  return `${type} ${packId}`
}
