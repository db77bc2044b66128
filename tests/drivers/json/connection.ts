import { once } from 'node:events'
import { eventually, within } from '../deadline.ts'
import { ConnectionEnded, patience } from '../omtp/connection.ts'
import { Refused } from '../person.ts'

// biome-ignore lint/suspicious/noExplicitAny: tests look into JSON of every shape
export type Frame = any

/** What is told at this door alone: it is asked for by name, so that scenarios of all doors need not wait for it. */
const ofThisDoor: readonly string[] = ['receipt', 'typing', 'presenceChanged']

interface JsonOptions {
  readonly origin?: string
  readonly path?: string
}

/** A WebSocket that speaks JSON, by the one that Node itself brings: replies are matched to requests, everything else is an event. */
export class JsonConnection {
  /** Everything that came, in order. */
  readonly received: Frame[] = []
  readonly events: Frame[] = []
  readonly #aside: Frame[] = []
  readonly socket: WebSocket
  readonly #replies = new Map<unknown, PromiseWithResolvers<Frame>>()
  readonly #waiters: PromiseWithResolvers<Frame>[] = []
  readonly #ended = Promise.withResolvers<{ readonly code: number; readonly reason: string }>()
  #lastId = 0
  #open = true

  private constructor(socket: WebSocket) {
    this.socket = socket
    socket.onmessage = ({ data }) => this.#take(JSON.parse(data))
    socket.onclose = ({ code, reason }) => this.#end(code, reason)
  }

  static async open({ httpPort }: { readonly httpPort: number }, { origin, path = '/ws' }: JsonOptions = {}): Promise<JsonConnection> {
    const headers = origin === undefined ? {} : { origin }
    const socket = new WebSocket(`ws://127.0.0.1:${httpPort}${path}`, { headers })
    const connection = new JsonConnection(socket)
    await within(patience, Promise.race([once(socket, 'open'), connection.closed()]), () => 'a WebSocket')
    return connection
  }

  /** A text message as it is. */
  write(text: string): void {
    this.socket.send(text)
  }

  /** What `ok` of the reply holds; throws `Refused` with the code of the error. */
  async ask(type: string, fields: object = {}): Promise<Frame> {
    const { ok, error } = await this.reply(type, fields)
    if (error !== undefined) throw new Refused(error.code, error.message)
    return ok
  }

  /** The whole reply. */
  reply(type: string, fields: object = {}, id: string | number = ++this.#lastId): Promise<Frame> {
    if (!this.#open) return Promise.reject(new ConnectionEnded('the connection ended before the request'))
    const reply = Promise.withResolvers<Frame>()
    this.#replies.set(id, reply)
    this.write(JSON.stringify({ id, type, ...fields }))
    return within(patience, reply.promise, () => `a reply to ${type}`)
  }

  /** The next frame that is no reply to a request of ours. */
  event(ms = patience): Promise<Frame> {
    const event = this.events.shift()
    if (event !== undefined) return Promise.resolve(event)
    if (!this.#open) return Promise.reject(new ConnectionEnded('the connection ended before the event'))
    const waiter = Promise.withResolvers<Frame>()
    this.#waiters.push(waiter)
    return within(ms, waiter.promise, () => 'an event')
  }

  /** The next one of this name, which is one of those told at this door alone. */
  told(name: string): Promise<Frame> {
    return eventually(patience, name, () => {
      const at = this.#aside.findIndex(({ event }) => event === name)
      return at < 0 ? undefined : this.#aside.splice(at, 1)[0]
    })
  }

  /** Proves by a round trip that no more of them have come. */
  async toldNothing(): Promise<void> {
    await this.ask('ping')
    if (this.#aside.length > 0) throw new Error(`told though nothing was due: ${JSON.stringify(this.#aside)}`)
  }

  /** How the server ended it. */
  closed(ms = patience): Promise<{ readonly code: number; readonly reason: string }> {
    return within(ms, this.#ended.promise, () => 'the end of the connection')
  }

  async close(): Promise<void> {
    this.socket.close()
    await this.closed()
  }

  #take(frame: Frame): void {
    this.received.push(frame)
    const reply = this.#replies.get(frame.id)
    if (frame.id !== undefined && reply !== undefined) {
      this.#replies.delete(frame.id)
      reply.resolve(frame)
      return
    }
    if (ofThisDoor.includes(frame.event)) {
      this.#aside.push(frame)
      return
    }
    const waiter = this.#waiters.shift()
    if (waiter === undefined) this.events.push(frame)
    else waiter.resolve(frame)
  }

  #end(code: number, reason: string): void {
    this.#open = false
    this.#ended.resolve({ code, reason })
    const ended = new ConnectionEnded('the connection ended')
    for (const { reject } of [...this.#replies.values(), ...this.#waiters.splice(0)]) reject(ended)
  }
}
