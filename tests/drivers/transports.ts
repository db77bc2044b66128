import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { setDefaultCACertificates, connect as tlsConnect } from 'node:tls'
import { fileURLToPath } from 'node:url'

/** Where the doors of a server are. */
export interface Ports {
  readonly port: number
  readonly httpPort: number
}

/** A way to the OMTP of a server; resolves when bytes can go over it. */
export type Transport = (ports: Ports) => Promise<Duplex>

export type CertificateName = 'first' | 'second'

/** A certificate of the tests, as a file and as what it says. */
export function certificateFile(name: CertificateName, part: 'cert' | 'key'): string {
  return fileURLToPath(new URL(`../fixtures/tls/${name}.${part}.pem`, import.meta.url))
}

export const tcp: Transport = async ({ port }) => plain(port)

/** A client that trusts one certificate. */
export function tls(name: CertificateName = 'first'): Transport {
  return async ({ port }) => secured(await plain(port), name)
}

/** As a balancer would: `header`, then, for TLS, what the client sends. */
export function proxied(header: Buffer, { trusting }: { trusting?: CertificateName } = {}): Transport {
  return async ({ port }) => {
    const socket = await plain(port)
    socket.write(header)
    return trusting === undefined ? socket : secured(socket, trusting)
  }
}

/** Over the WebSocket that Node itself brings, which is not that of the server. */
export function webSocket(scheme: 'ws' | 'wss' = 'ws', { pieces = Number.POSITIVE_INFINITY, headers = {} } = {}): Transport {
  if (scheme === 'wss') setDefaultCACertificates([readFileSync(certificateFile('first', 'cert'), 'utf8')])
  return async ({ httpPort }) => {
    const socket = new WebSocket(`${scheme}://localhost:${httpPort}/omtp`, { headers })
    const stream = new WebSocketStream(socket, pieces)
    await once(stream, 'open')
    return stream
  }
}

async function plain(port: number): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true })
  await once(socket, 'connect')
  return socket
}

async function secured(socket: Socket, name: CertificateName): Promise<Duplex> {
  const secure = tlsConnect({ socket, servername: 'localhost', ca: readFileSync(certificateFile(name, 'cert')) })
  await once(secure, 'secureConnect')
  return secure
}

/** The messages of a WebSocket as one stream; what is written goes out in messages of at most `pieces` bytes. */
export class WebSocketStream extends Duplex {
  readonly #socket: WebSocket
  readonly #pieces: number
  /** How the other side ended it. */
  ended: { readonly code: number; readonly reason: string } | undefined

  constructor(socket: WebSocket, pieces: number) {
    super()
    this.#socket = socket
    this.#pieces = pieces
    socket.binaryType = 'arraybuffer'
    socket.onopen = () => this.emit('open')
    socket.onerror = () => this.destroy(new Error('the WebSocket failed'))
    socket.onmessage = ({ data }) => this.push(Buffer.from(data))
    socket.onclose = ({ code, reason }) => {
      this.ended = { code, reason }
      this.destroy()
    }
  }

  override _read(): void {
    return
  }

  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    for (let at = 0; at < chunk.length; at += this.#pieces) this.#socket.send(chunk.subarray(at, at + this.#pieces))
    done()
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#socket.close()
    done(error)
  }
}
