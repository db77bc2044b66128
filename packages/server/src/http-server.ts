import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerOptions, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { answerBroken } from '@magpie-im/http'
import { type Clock, type Log, plainAddress } from '@magpie-im/model'
import { Places } from '@magpie-im/services'
import type { Place } from './listen.ts'
import type { RenewedCertificate } from './tls/renewed-certificate.ts'

const drainMs = 5_000

interface HttpServerOptions extends Place {
  readonly certificate: RenewedCertificate | undefined
  /** How long a TLS handshake may take, and then the head of a request. */
  readonly handshakeMs: number
  readonly handle: RequestListener
  /** Paths at which a connection becomes a WebSocket. */
  readonly webSockets: readonly string[]
  readonly connectionsPerAddress: number
  /** Whether this address connects for many, whom others count. */
  readonly trusted: (address: string) => boolean
  /** Of a connection more than there may be. */
  readonly refused: () => void
  readonly log: Log
}

/** An HTTP server or, with a certificate, an HTTPS server. */
export class HttpServer {
  readonly server: Server
  readonly #options: HttpServerOptions
  readonly #places: Places
  /** All of them, also those that have not finished a handshake or a request. */
  readonly #sockets = new Set<Socket>()
  /** They wait for their end. */
  readonly #answers = new Set<ServerResponse>()
  #answered: () => void = () => undefined
  #closing = false

  private constructor(options: HttpServerOptions) {
    this.#options = options
    this.#places = new Places(options.connectionsPerAddress)
    this.server = makeServer(options)
    this.server.timeout = stillMs
    this.server.on('connection', (socket: Socket) => this.#take(socket))
    // Who expects something unheard of is answered as others are.
    this.server.on('checkExpectation', (request, response) => this.server.emit('request', request, response))
    this.server.on('clientError', (error, socket) => this.#refuse(error, socket))
    this.server.prependListener('request', (_, response) => this.#watch(response))
  }

  /** Rejects with the system's error when it cannot listen. */
  static async open(options: HttpServerOptions): Promise<HttpServer> {
    const { host, port, log } = options
    const opened = new HttpServer(options)
    const { server } = opened
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen({ host, port }, resolve)
    })
    // Such as too many open files. One that nobody hears ends the process.
    server.on('error', (error) => log.error('listener failed', { protocol: 'http', error }))
    return opened
  }

  get address(): Place {
    const { address, port } = this.server.address() as AddressInfo // as: always so while it listens on a port
    return { host: address, port }
  }

  /** No new requests; resolves when those that go on are answered, or have had a while. Later WebSockets are cut too. */
  async close(clock: Clock): Promise<void> {
    this.server.close()
    this.#closing = true
    for (const response of this.#answers) sayLast(response)
    await new Promise<void>((resolve) => {
      this.#answered = resolve
      clock.after(drainMs, resolve)
      if (this.#answers.size === 0) resolve()
    })
    this.server.closeAllConnections()
    clock.after(drainMs, () => {
      for (const socket of this.#sockets) socket.destroy()
    })
  }

  #take(socket: Socket): void {
    const { trusted, refused } = this.#options
    const address = plainAddress(socket.remoteAddress ?? '')
    const counted = !trusted(address)
    if (counted && !this.#places.enter(address)) {
      refused()
      socket.destroy()
      return
    }
    this.#sockets.add(socket)
    socket.once('close', () => {
      this.#sockets.delete(socket)
      if (counted) this.#places.leave(address)
    })
  }

  /** Of a request that could not be read, unless its answer has begun: what came behind that would be taken for a part of it. */
  #refuse(error: Error, socket: Duplex): void {
    const begun = [...this.#answers].some((response) => response.socket === socket && response.headersSent)
    const answer = begun || !socket.writable ? undefined : answerBroken(error)
    if (answer === undefined) socket.destroy()
    else socket.end(answer, () => socket.destroy())
  }

  #watch(response: ServerResponse): void {
    this.#answers.add(response)
    if (this.#closing) sayLast(response)
    response.once('close', () => {
      this.#answers.delete(response)
      if (this.#answers.size === 0) this.#answered()
    })
  }
}

/** So that the client does not send its next request on a connection that is about to end. */
function sayLast(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('connection', 'close')
}

/** A body of the largest size takes a slow client less. */
const requestTimeout = 60_000
/** Balancers keep connections for about a minute, and must not find one closed that they are about to use. */
const keepAliveTimeout = 75_000
const connectionsCheckingInterval = 5_000
/** Of a connection on which nothing moves, such as that of a client who does not read his answer. */
const stillMs = 120_000

function makeServer({ certificate, handshakeMs, handle, webSockets }: HttpServerOptions): Server {
  // Whoever offers to go on by another protocol, as HTTP/2 clients do, is answered by this one.
  const shouldUpgradeCallback = ({ headers: { upgrade = '' }, url = '' }: IncomingMessage) =>
    upgrade.toLowerCase() === 'websocket' && webSockets.includes(url.split('?')[0] ?? '')
  const options: ServerOptions = {
    headersTimeout: handshakeMs,
    requestTimeout,
    keepAliveTimeout,
    connectionsCheckingInterval,
    shouldUpgradeCallback,
    // The handler refuses those in words.
    requireHostHeader: false,
  }
  if (certificate === undefined) return createServer(options, handle)
  const server = createSecureServer({ ...options, ...certificate.present.options, handshakeTimeout: handshakeMs }, handle)
  certificate.follow(({ options }) => server.setSecureContext(options))
  return server
}
