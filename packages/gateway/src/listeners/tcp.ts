import { type AddressInfo, createServer, type Server, type Socket as TcpSocket } from 'node:net'
import { type SecureContext, TLSSocket } from 'node:tls'
import { type Log, plainAddress } from '@magpie-im/model'
import type { Receiver, Socket } from '../connection.ts'
import { type Proxies, readProxyHeader } from './proxied.ts'

interface TcpListenerOptions {
  readonly host: string
  /** 0: any free one. */
  readonly port: number
  /** Whether other processes of the same user may listen there too; the system spreads connections over them. */
  readonly reusePort?: boolean
  /** Of the protocol that is spoken there. */
  readonly name: string
  /** Who is told of a connection; undefined: it was refused, and has been closed. */
  readonly accept: (socket: Socket) => Receiver | undefined
  readonly log: Log
  /** The present certificate, asked for at every connection; undefined: no TLS. */
  readonly tls: (() => SecureContext) | undefined
  /** Undefined: no connection begins with a PROXY header. */
  readonly proxies: Proxies | undefined
}

/** Accepts connections on a TCP port. */
export class TcpListener {
  readonly #options: TcpListenerOptions
  readonly #server: Server
  /** Their PROXY header has not come yet. */
  readonly #nameless = new Set<TcpSocket>()

  private constructor(options: TcpListenerOptions) {
    this.#options = options
    this.#server = createServer({ noDelay: true, allowHalfOpen: false }, (socket) => this.#take(socket))
  }

  /** Rejects with the system's error (`EADDRINUSE` …) when it cannot listen. */
  static async open(options: TcpListenerOptions): Promise<TcpListener> {
    const { host, port, reusePort = false, name, log } = options
    const listener = new TcpListener(options)
    const server = listener.#server
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen({ host, port, reusePort }, resolve)
    })
    server.on('error', (error) => log.error('listener failed', { protocol: name, error }))
    return listener
  }

  get address(): { readonly host: string; readonly port: number } {
    const { address, port } = this.#server.address() as AddressInfo // as: always so while a TCP server listens
    return { host: address, port }
  }

  /** No new connections; open ones stay. */
  close(): void {
    this.#server.close()
    for (const socket of this.#nameless) socket.destroy()
  }

  #take(socket: TcpSocket): void {
    const { proxies } = this.#options
    const address = plainAddress(socket.remoteAddress ?? '')
    socket.on('error', destroy)
    if (proxies?.trusted(address)) void this.#takeProxied(socket, { proxy: address, proxies })
    else this.#attach(socket, address)
  }

  async #takeProxied(socket: TcpSocket, { proxy, proxies }: { proxy: string; proxies: Proxies }): Promise<void> {
    this.#nameless.add(socket)
    try {
      const header = await readProxyHeader(socket, proxies)
      this.#attach(socket, plainAddress(header.address ?? proxy))
    } catch (error) {
      this.#options.log.info('no PROXY header', { proxy, cause: String(error) })
    } finally {
      this.#nameless.delete(socket)
    }
  }

  /** A connection counts from here on, so that the limits hold during a TLS handshake too. */
  #attach(raw: TcpSocket, address: string): void {
    const { accept, tls } = this.#options
    const socket = tls === undefined ? raw : secured(raw, tls())
    const receiver = accept(new WrappedSocket(socket, address))
    if (receiver === undefined) return
    socket.on('data', (chunk: Buffer) => receiver.receive(chunk))
    socket.on('close', () => receiver.closed())
    socket.resume() // reading stopped behind a PROXY header
  }
}

function secured(raw: TcpSocket, secureContext: SecureContext): TcpSocket {
  const socket = new TLSSocket(raw, { isServer: true, secureContext })
  socket.on('error', () => socket.destroy())
  // Node tells of an error behind the handshake in this way only; without it the connection would end when it is idle for too long.
  socket.on('_tlsError', () => socket.destroy())
  return socket
}

/** As a connection sees it: one object for each, with nothing made for it alone. */
class WrappedSocket implements Socket {
  readonly address: string
  readonly #socket: TcpSocket

  constructor(socket: TcpSocket, address: string) {
    this.#socket = socket
    this.address = address
  }

  write(bytes: Buffer, written: () => void): void {
    this.#socket.write(bytes, written)
  }

  pause(): void {
    this.#socket.pause()
  }

  resume(): void {
    this.#socket.resume()
  }

  end(): void {
    this.#socket.end()
  }

  destroy(): void {
    this.#socket.destroy()
  }
}

function destroy(this: TcpSocket): void {
  this.destroy()
}
