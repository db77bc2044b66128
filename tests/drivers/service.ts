import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Question {
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** Answers with JSON, a status, or, undefined, not at all. */
export type Answer = object | number | undefined

/** A service of somebody else that the server asks over HTTP. */
export class OutsideService implements AsyncDisposable {
  readonly questions: Question[] = []
  answer: (question: Question) => Answer
  readonly #server: Server
  #port = 0

  private constructor(answer: (question: Question) => Answer) {
    this.answer = answer
    this.#server = createServer(async (request, response) => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk)
      const question = { headers: request.headers, body: Buffer.concat(chunks).toString() }
      this.questions.push(question)
      say(response, this.answer(question))
    })
  }

  static async open(answer: (question: Question) => Answer): Promise<OutsideService> {
    const service = new OutsideService(answer)
    await service.start()
    return service
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}/`
  }

  /** Again where it was before. */
  async start(): Promise<void> {
    this.#server.listen(this.#port, '127.0.0.1')
    await once(this.#server, 'listening')
    this.#port = (this.#server.address() as AddressInfo).port // as: it listens on TCP
  }

  async stop(): Promise<void> {
    if (!this.#server.listening) return
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }
}

function say(response: ServerResponse, answer: Answer): void {
  if (typeof answer === 'number') response.writeHead(answer).end()
  else if (answer !== undefined) response.end(JSON.stringify(answer))
}
