import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Place } from './listen.ts'
import type { RenewedCertificate } from './tls/renewed-certificate.ts'

interface HttpServerOptions extends Place {
  readonly certificate: RenewedCertificate | undefined
  /** How long a TLS handshake may take. */
  readonly handshakeMs: number
  readonly handle: RequestListener
}

const timeouts = { headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 75_000 }

/** An HTTP server or, with a certificate, an HTTPS server; rejects with the system's error when it cannot listen. */
export async function openHttpServer(options: HttpServerOptions): Promise<{ readonly server: Server; readonly address: Place }> {
  const { host, port } = options
  const server = makeServer(options)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port }, resolve)
  })
  const { address, port: found } = server.address() as AddressInfo // as: always so while it listens on a port
  return { server, address: { host: address, port: found } }
}

function makeServer({ certificate, handshakeMs, handle }: HttpServerOptions): Server {
  if (certificate === undefined) return createServer(timeouts, handle)
  const server = createSecureServer({ ...timeouts, ...certificate.present.options, handshakeTimeout: handshakeMs }, handle)
  certificate.follow(({ options }) => server.setSecureContext(options))
  return server
}
