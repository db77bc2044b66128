import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { type CloseReason, closeReasons } from '@magpie-im/model'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Connection, Socket } from '../connection.ts'
import type { Gateway } from '../gateway.ts'
import type { Protocol } from '../protocol.ts'

interface WebSocketListenerOptions {
  /** An HTTP or HTTPS server; who listens on it is not decided here. */
  readonly server: Pick<Server, 'on' | 'off'>
  /** Which protocol is spoken at which path. */
  readonly paths: Readonly<Record<string, Protocol>>
  readonly gateway: Gateway
  /** Who sent a request, without port. */
  readonly addressOf: (request: IncomingMessage) => string
}

/** Of one message, whole; as much as the largest frame. */
const largestMessage = 640_000

/**
 * Accepts connections over WebSockets: binary messages, of which each carries any piece of the byte stream, as TCP does.
 *
 * `Origin` is not looked at: a page of another site has nothing to gain here, since browsers attach no credential to a
 * connection by themselves and its protocols begin with a sign-in by password or token.
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
    const { gateway, paths, addressOf } = this.#options
    const [path = ''] = (request.url ?? '').split('?')
    const protocol = Object.hasOwn(paths, path) ? paths[path] : undefined
    raw.on('error', () => raw.destroy())
    if (protocol === undefined) {
      raw.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
      return
    }
    const address = addressOf(request)
    this.#handshake.handleUpgrade(request, raw, head, (socket) => {
      const connection = gateway.accept(wrap(socket, address), protocol)
      if (connection !== undefined) attach(socket, connection)
    })
  }
}

function attach(socket: WebSocket, connection: Connection): void {
  socket.on('message', (data, isBinary) => {
    const bytes = data as Buffer // as: the default of `binaryType`
    if (!isBinary) connection.close('malformed')
    else if (bytes.length === 0) connection.receiveNothing()
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

function wrap(socket: WebSocket, address: string): Socket {
  return {
    address,
    write: (bytes, written) => socket.send(bytes, () => written()),
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    end: (reason) => socket.close(closeCodes[reason] ?? (closeReasons[reason].reconnect ? tryAgainLater : policyViolation), reason),
    destroy: () => socket.terminate(),
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
