import { expect } from 'vitest'
import { type ConnectOptions, connect } from '../connect.ts'
import type { Socket, SocketListener, Transport } from '../ports.ts'
import type { ListedConversation, Message } from '../protocol.ts'
import { FakeClock, turn } from './fake-clock.fixture.ts'

export interface Frame {
  readonly id: number
  readonly type: string
  readonly [field: string]: unknown
}

/** One connection as the server sees it: a test reads what was asked and says what is answered. */
export class Line implements Socket {
  readonly url: string
  isClosed = false
  readonly #listener: SocketListener
  readonly #asked: Frame[] = []

  constructor(url: string, listener: SocketListener) {
    this.url = url
    this.#listener = listener
  }

  send(text: string): void {
    this.#asked.push(JSON.parse(text))
  }

  close(): void {
    if (this.isClosed) return
    this.isClosed = true
    this.#listener.closed()
  }

  accept(): void {
    this.#listener.opened()
  }

  /** The oldest request of this type that was not read yet. */
  async asked(type: string): Promise<Frame> {
    await turn()
    const at = this.#asked.findIndex((frame) => frame.type === type)
    const [frame] = at < 0 ? [] : this.#asked.splice(at, 1)
    if (frame === undefined) throw new Error(`nobody asked for ${type}, but ${this.#asked.map((other) => other.type).join(', ')}`)
    return frame
  }

  async expectNothing(type: string): Promise<void> {
    await turn()
    expect(this.#asked.filter((frame) => frame.type === type)).toEqual([])
  }

  async answer(type: string, ok: object): Promise<Frame> {
    const frame = await this.asked(type)
    this.say({ id: frame.id, ok })
    await turn()
    return frame
  }

  async refuse(
    type: string,
    code: string,
    { retry = false, ...more }: { readonly retry?: boolean; readonly retryAfterMs?: number } = {},
  ): Promise<Frame> {
    const frame = await this.asked(type)
    this.say({ id: frame.id, error: { code, message: code, retry, ...more } })
    await turn()
    return frame
  }

  tell(conversation: string, ...seqs: readonly number[]): void {
    for (const seq of seqs) this.say({ event: 'message', conversation, message: messageOf(seq) })
  }

  say(frame: object): void {
    if (!this.isClosed) this.#listener.received(JSON.stringify(frame))
  }

  async greet(heartbeatSeconds = 25): Promise<void> {
    this.accept()
    await this.answer('signIn', { user: 'ann', heartbeatSeconds, extraData: '' })
  }

  /** Time passes in which nothing but pings is answered; says after how many seconds each came. */
  async stayThere(clock: FakeClock, seconds: number): Promise<number[]> {
    const asked: number[] = []
    for (let second = 1; second <= seconds; second++) {
      await clock.pass(1000)
      for (const { id } of this.#asked.filter(({ type }) => type === 'ping')) {
        asked.push(second)
        this.say({ id, ok: { time: 0 } })
      }
      this.#asked.splice(0, this.#asked.length, ...this.#asked.filter(({ type }) => type !== 'ping'))
      await turn()
    }
    return asked
  }

  /** Says what is in the list of conversations, and that nothing was taken back meanwhile. */
  async list(items: readonly ListedConversation[], cursor = 1000): Promise<void> {
    await this.answer('listConversations', { items, more: false, cursor })
    await this.answer('syncPriority', { items: [] })
  }
}

export class ScriptedServer implements Transport {
  readonly lines: Line[] = []

  open(url: string, listener: SocketListener): Socket {
    const line = new Line(url, listener)
    this.lines.push(line)
    return line
  }

  /** The newest connection. */
  async line(): Promise<Line> {
    await turn()
    const line = this.lines.at(-1)
    if (line === undefined) throw new Error('nobody connected')
    return line
  }

  async signedIn(items: readonly ListedConversation[] = []): Promise<Line> {
    const line = await this.line()
    await line.greet()
    await line.list(items)
    return line
  }
}

export function messageOf(seq: number, fields: Partial<Message> = {}): Message {
  return {
    seq,
    stamp: 1000 + seq,
    from: 'ben',
    kind: 'text',
    body: `message ${seq}`,
    state: 'normal',
    clientMessageId: `b-${seq}`,
    ...fields,
  }
}

export function listed(conversation: string, seq: number): ListedConversation {
  const readMark = { seq: 0, stamp: 0 }
  return { conversation, unread: 0, readMark, newest: messageOf(seq), attributes: {}, changed: 1000 + seq }
}

let chances = 0

/** No two in a row are alike, not of two clients either. */
function chance(): number {
  chances += 1
  return (chances % 1000) / 1000
}

/** A client of a scripted server, and what its program was told. */
export function openClient(options: Partial<ConnectOptions> = {}) {
  const server = new ScriptedServer()
  const clock = new FakeClock()
  const client = connect({
    ...{ url: 'ws://one/ws', user: 'ann', token: 'a token', device: { id: 'd', type: 'web' } },
    ...{ transport: server, clock, chance },
    ...options,
  })
  const seen: string[] = []
  const states: string[] = []
  client.on('message', ({ conversation, message }) => seen.push(`${conversation} ${message.seq}`))
  client.on('state', ({ name }) => states.push(name))
  return { client, server, clock, seen, states }
}
