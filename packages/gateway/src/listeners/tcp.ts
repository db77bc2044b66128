import { type AddressInfo, createServer, type Server, type Socket as TcpSocket } from 'node:net'
import type { Log } from '@magpie-im/model'
import type { Socket } from '../connection.ts'
import type { Gateway } from '../gateway.ts'
import type { Protocol } from '../protocol.ts'

interface TcpListenerOptions {
  readonly host: string
  /** 0: any free one. */
  readonly port: number
  readonly gateway: Gateway
  readonly protocol: Protocol
  readonly log: Log
}

/** Accepts connections of one protocol on a TCP port. */
export class TcpListener {
  readonly #server: Server

  private constructor(server: Server) {
    this.#server = server
  }

  /** Rejects with the system's error (`EADDRINUSE` …) when it cannot listen. */
  static async open({ host, port, gateway, protocol, log }: TcpListenerOptions): Promise<TcpListener> {
    const server = createServer({ noDelay: true, allowHalfOpen: false }, (socket) => attach(socket, gateway, protocol))
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen({ host, port }, resolve)
    })
    server.on('error', (error) => log.error('listener failed', { protocol: protocol.name, error }))
    return new TcpListener(server)
  }

  get address(): { readonly host: string; readonly port: number } {
    const { address, port } = this.#server.address() as AddressInfo // as: always so while a TCP server listens
    return { host: address, port }
  }

  /** No new connections; open ones stay. */
  close(): void {
    this.#server.close()
  }
}

function attach(socket: TcpSocket, gateway: Gateway, protocol: Protocol): void {
  const connection = gateway.accept(wrap(socket), protocol)
  socket.on('error', () => socket.destroy())
  if (connection === undefined) return
  socket.on('data', (chunk: Buffer) => connection.receive(chunk))
  socket.on('close', () => connection.closed())
}

function wrap(socket: TcpSocket): Socket {
  return {
    address: socket.remoteAddress ?? '',
    write: (bytes, written) => void socket.write(bytes, written),
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    end: () => void socket.end(),
    destroy: () => void socket.destroy(),
  }
}
