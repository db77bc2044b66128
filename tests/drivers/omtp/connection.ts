import type { Duplex } from 'node:stream'
import { within } from '../deadline.ts'
import { type Ports, type Transport, tcp } from '../transports.ts'
import { decodePacket, encodePacket, Frames, isAck, type Packet } from './packets.ts'
import { Wrapper } from './secrecy.ts'

/** How long a test waits for something the server owes it. */
export const patience = 10_000

interface Waiting {
  readonly matches: (packet: Packet) => boolean
  readonly settle: PromiseWithResolvers<Packet>
}

/** Thrown to whoever waits for a packet on a connection that ended. */
export class ConnectionEnded extends Error {
  override readonly name = 'ConnectionEnded'
}

/** One socket that speaks packets: replies are matched to requests, everything else is a push. */
export class OmtpConnection {
  /** Everything that came, in order. */
  readonly received: Packet[] = []
  readonly wrapper = new Wrapper()
  readonly #socket: Duplex
  readonly #frames = new Frames()
  readonly #pushes: Packet[] = []
  readonly #waiting: Waiting[] = []
  readonly #pushWaiters: PromiseWithResolvers<Packet>[] = []
  readonly #ended = Promise.withResolvers<void>()
  #open = true
  #corked = false

  private constructor(socket: Duplex) {
    this.#socket = socket
    socket.on('data', (chunk) => this.#take(chunk))
    socket.on('error', () => socket.destroy())
    socket.on('close', () => this.#end())
  }

  static async open(ports: Ports, transport: Transport = tcp): Promise<OmtpConnection> {
    return new OmtpConnection(await within(patience, transport(ports), () => `a connection to port ${ports.port}`))
  }

  get isOpen(): boolean {
    return this.#open
  }

  /** Everything written in one turn leaves as one segment, as far as the system allows. */
  write(bytes: Buffer): void {
    if (!this.#corked) {
      this.#corked = true
      this.#socket.cork()
      process.nextTick(() => {
        this.#corked = false
        this.#socket.uncork()
      })
    }
    this.#socket.write(bytes)
  }

  /** Sends a request at once; gives the reply to it. */
  request(packet: Packet): Promise<Packet> {
    const reply = this.reply(packet.type, packet.packId)
    if (this.#open) this.write(encodePacket(this.wrapper.wrap(packet)))
    return reply
  }

  reply(type: number, packId: string): Promise<Packet> {
    if (!this.#open) return Promise.reject(new ConnectionEnded('the connection ended before the request'))
    const settle = Promise.withResolvers<Packet>()
    this.#waiting.push({ matches: (packet) => packet.type === type && packet.packId === packId, settle })
    return within(patience, settle.promise, () => `a reply of type ${type}`)
  }

  /** The next packet that is no reply. */
  push(ms = patience): Promise<Packet> {
    const packet = this.#pushes.shift()
    if (packet !== undefined) return Promise.resolve(packet)
    if (!this.#open) return Promise.reject(new ConnectionEnded('the connection ended before the push'))
    const settle = Promise.withResolvers<Packet>()
    this.#pushWaiters.push(settle)
    return within(ms, settle.promise, () => 'a push')
  }

  /** What was pushed and not asked for yet. */
  pending(): Packet[] {
    return this.#pushes
  }

  /** Resolves when the server has ended the connection. */
  async closed(ms = patience): Promise<void> {
    await within(ms, this.#ended.promise, () => 'the end of the connection')
  }

  stopReading(): void {
    this.#socket.pause()
  }

  resumeReading(): void {
    this.#socket.resume()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.destroy()
    await this.#ended.promise
  }

  #take(chunk: Buffer): void {
    for (const body of this.#frames.push(chunk)) {
      const packet = this.wrapper.unwrap(decodePacket(body))
      this.received.push(packet)
      if (isAck(packet)) this.#settleReply(packet)
      else this.#settlePush(packet)
    }
  }

  #settleReply(packet: Packet): void {
    const at = this.#waiting.findIndex(({ matches }) => matches(packet))
    if (at >= 0) this.#waiting.splice(at, 1)[0]?.settle.resolve(packet)
  }

  #settlePush(packet: Packet): void {
    const waiter = this.#pushWaiters.shift()
    if (waiter === undefined) this.#pushes.push(packet)
    else waiter.resolve(packet)
  }

  #end(): void {
    this.#open = false
    this.#ended.resolve()
    const reason = new ConnectionEnded('the connection ended')
    for (const { settle } of this.#waiting.splice(0)) settle.reject(reason)
    for (const settle of this.#pushWaiters.splice(0)) settle.reject(reason)
  }
}
