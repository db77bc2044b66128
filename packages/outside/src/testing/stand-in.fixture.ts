import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Received {
  /** Method and path. */
  readonly line: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

type Respond = (response: ServerResponse, received: Received) => void

/** A service of others, on a free port of this machine. */
export class StandIn implements AsyncDisposable {
  readonly received: Received[] = []
  respond: Respond
  readonly #server: Server
  readonly #waiting: (() => void)[] = []

  private constructor(respond: Respond) {
    this.respond = respond
    this.#server = createServer(async (request, response) => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk)
      const line = `${request.method} ${request.url}`
      const received = { line, headers: request.headers, body: Buffer.concat(chunks).toString() }
      this.received.push(received)
      for (const resolve of this.#waiting.splice(0)) resolve()
      this.respond(response, received)
    })
  }

  static async open(respond: Respond = json({})): Promise<StandIn> {
    const service = new StandIn(respond)
    service.#server.listen(0, '127.0.0.1')
    await once(service.#server, 'listening')
    return service
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo // as: it listens on TCP
    return `http://127.0.0.1:${port}/`
  }

  /** Resolves when `count` requests have come. */
  async asked(count: number): Promise<void> {
    while (this.received.length < count) await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }

  /** Nothing listens there any more. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#server.listening) return
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }
}

export function json(value: unknown): Respond {
  return (response) => response.end(JSON.stringify(value))
}

export function status(code: number): Respond {
  return (response) => {
    response.statusCode = code
    response.end()
  }
}

/** Keeps the caller waiting. */
export const silence: Respond = () => undefined
