import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { type CloseReason, closeReasons } from '@magpie-im/model'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Connection, Socket } from '../connection.ts'
import type { Gateway } from '../gateway.ts'
import type { Protocol } from '../protocol.ts'

/** What is spoken at a path, in which messages. */
export interface WebSocketPath {
  readonly protocol: Protocol
  /** `pieces`: binary, each any piece of the byte stream, as TCP carries it. `texts`: each one packet; the protocol's frames are whole messages. */
  readonly messages: 'pieces' | 'texts'
}

interface WebSocketListenerOptions {
  /** An HTTP or HTTPS server; who listens on it is not decided here. */
  readonly server: Pick<Server, 'on' | 'off'>
  readonly paths: Readonly<Record<string, WebSocketPath>>
  readonly gateway: Gateway
  /** Whether the page that asks may connect. */
  readonly mayConnect: (request: IncomingMessage) => boolean
  /** Who sent a request, without port. */
  readonly addressOf: (request: IncomingMessage) => string
}

/** Of one message, whole; as much as the largest frame. */
const largestMessage = 640_000

/**
 * Accepts connections over WebSockets. Browsers attach no credential to them, and every protocol begins with a sign-in; all the same
 * a page of another site, which could try passwords from its visitors' addresses, connects only where the settings let it.
 */
export class WebSocketListener {
  readonly #options: WebSocketListenerOptions
  readonly #handshake = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: largestMessage,
    autoPong: false,
  })

  constructor(options: WebSocketListenerOptions) {
    this.#options = options
    options.server.on('upgrade', this.#upgrade)
  }

  /** No new connections; open ones stay. */
  close(): void {
    this.#options.server.off('upgrade', this.#upgrade)
  }

  readonly #upgrade = (request: IncomingMessage, raw: Duplex, head: Buffer): void => {
    const { gateway, paths, addressOf, mayConnect } = this.#options
    const [name = ''] = (request.url ?? '').split('?')
    const path = Object.hasOwn(paths, name) ? paths[name] : undefined
    raw.on('error', () => raw.destroy())
    if (path === undefined || !mayConnect(request)) {
      raw.end(`HTTP/1.1 ${path === undefined ? '404 Not Found' : '403 Forbidden'}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
      return
    }
    const address = addressOf(request)
    const { protocol, messages } = path
    this.#handshake.handleUpgrade(request, raw, head, (socket) => {
      const wrapped = new WrappedSocket(socket, { address, ...(messages === 'texts' && { raw }) })
      const connection = gateway.accept(wrapped, protocol)
      if (connection !== undefined) attach(socket, connection, messages)
    })
  }
}

function attach(socket: WebSocket, connection: Connection, messages: WebSocketPath['messages']): void {
  const isText = messages === 'texts'
  socket.on('message', (data, isBinary) => {
    const bytes = data as Buffer // as: the default of `binaryType`
    if (isBinary === isText) connection.close('malformed')
    else if (bytes.length === 0 && !isText) connection.receiveNothing()
    else connection.receive(bytes)
  })
  socket.on('ping', (data) => {
    connection.receiveNothing()
    // Who does not read gets no pongs either, or they would pile up.
    if (socket.bufferedAmount === 0) socket.pong(data)
  })
  socket.on('error', (error) => connection.close(isTooLarge(error) ? 'frame-too-large' : 'malformed'))
  socket.on('close', () => connection.closed())
}

function isTooLarge(error: Error): boolean {
  return 'code' in error && error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH'
}

/** As a connection sees it: one object for each, with nothing made for it alone. */
class WrappedSocket implements Socket {
  readonly address: string
  readonly #socket: WebSocket
  /** Takes bytes that are messages already; without it they are sent as one. */
  readonly #raw: Duplex | undefined

  constructor(socket: WebSocket, { address, raw }: { readonly address: string; readonly raw?: Duplex }) {
    this.address = address
    this.#socket = socket
    this.#raw = raw
  }

  write(bytes: Buffer, written: () => void): void {
    if (this.#raw === undefined) this.#socket.send(bytes, () => written())
    else if (this.#socket.readyState === this.#socket.OPEN) this.#raw.write(bytes, () => written())
    else written()
  }

  pause(): void {
    this.#socket.pause()
  }

  resume(): void {
    this.#socket.resume()
  }

  end(reason: CloseReason): void {
    this.#socket.close(closeCodes[reason] ?? (closeReasons[reason].reconnect ? tryAgainLater : policyViolation), reason)
  }

  destroy(): void {
    this.#socket.terminate()
  }
}

const tryAgainLater = 1013
const policyViolation = 1008
/** RFC 6455 has codes of their own for some; otherwise the code says whether to come back. */
const closeCodes: Partial<Record<CloseReason, number>> = {
  'signed-out': 1000,
  stopping: 1001,
  malformed: 1002,
  'frame-too-large': 1009,
  failed: 1011,
}
