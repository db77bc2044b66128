import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import type { Clock } from '@magpie-im/model'
import type { Place } from './listen.ts'
import type { RenewedCertificate } from './tls/renewed-certificate.ts'

const drainMs = 5_000

interface HttpServerOptions extends Place {
  readonly certificate: RenewedCertificate | undefined
  /** How long a TLS handshake may take. */
  readonly handshakeMs: number
  readonly handle: RequestListener
}

/** An HTTP server or, with a certificate, an HTTPS server. */
export class HttpServer {
  readonly server: Server
  /** All of them, also those that have not finished a handshake or a request. */
  readonly #sockets = new Set<Socket>()

  private constructor(options: HttpServerOptions) {
    this.server = makeServer(options)
    this.server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket)
      socket.once('close', () => this.#sockets.delete(socket))
    })
  }

  /** Rejects with the system's error when it cannot listen. */
  static async open(options: HttpServerOptions): Promise<HttpServer> {
    const { host, port } = options
    const opened = new HttpServer(options)
    await new Promise<void>((resolve, reject) => {
      opened.server.once('error', reject)
      opened.server.listen({ host, port }, resolve)
    })
    return opened
  }

  get address(): Place {
    const { address, port } = this.server.address() as AddressInfo // as: always so while it listens on a port
    return { host: address, port }
  }

  /** No new requests; those that go on have a while, and then whoever still holds a connection open is cut. */
  close(clock: Clock): void {
    this.server.close()
    this.server.closeIdleConnections()
    clock.after(drainMs, () => {
      for (const socket of this.#sockets) socket.destroy()
    })
  }
}

function makeServer({ certificate, handshakeMs, handle }: HttpServerOptions): Server {
  if (certificate === undefined) return createServer(handle)
  const server = createSecureServer({ ...certificate.present.options, handshakeTimeout: handshakeMs }, handle)
  certificate.follow(({ options }) => server.setSecureContext(options))
  return server
}
