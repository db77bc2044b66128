import type { CloseReason, ConnectionId, Event, Log, Metrics, Recipient } from '@magpie-im/model'
import type { Rate } from '@magpie-im/services'
import { type ConnectionState, nextStates } from './connection-state.ts'
import type { Dispatcher } from './dispatch.ts'
import { type Flusher, Outbox, type OutboxLimits, type OutboxOwner } from './outbox.ts'
import { type Order, Pipeline, type PipelineOwner, type Slot } from './pipeline.ts'
import { MalformedError, type Packet, type PacketReader, type Peer, type Protocol } from './protocol.ts'
import { RequestLimit } from './request-limit.ts'
import type { Session } from './session.ts'

/** What a listener gives a connection to write to and to close. */
export interface Socket {
  /** Of the peer, without port. */
  readonly address: string
  write(bytes: Buffer, written: () => void): void
  pause(): void
  resume(): void
  /** Closes once everything written is out, and says why where the transport can. */
  end(reason: CloseReason): void
  destroy(): void
}

/** What a listener tells of a socket. */
export interface Receiver {
  receive(chunk: Buffer): void
  /** The socket is gone. */
  closed(): void
}

export interface ConnectionLimits extends OutboxLimits {
  readonly signInMs: number
  readonly idleMs: number
  readonly drainMs: number
  readonly requests: Rate
  /** Bytes of requests that may wait before the socket is no longer read. */
  readonly waitingBytes: number
}

/** What all connections of a gateway have in common; one object for all of them, since there may be very many. */
export interface ConnectionHost {
  readonly limits: ConnectionLimits
  readonly dispatcher: Dispatcher
  readonly flusher: Flusher
  readonly log: Log
  /** The same for what strangers do, who must not fill the log: beyond a rate nothing is written. */
  readonly strangers: (message: string, fields: object) => void
  readonly metrics: Metrics
  readonly monotonic: () => number
  /** Runs when others have had their turn. */
  readonly later: (run: () => void) => void
  /** No longer signed in, whatever it was. */
  readonly left: (connection: Connection) => void
  /** The socket is gone; the last that is heard of it. */
  readonly ended: (connection: Connection) => void
}

interface ConnectionOptions {
  readonly id: ConnectionId
  readonly socket: Socket
  readonly protocol: Protocol
}

const nothing = Buffer.alloc(0)

/** Nothing an operator would ask about. */
const ordinary: ReadonlySet<CloseReason> = new Set(['peer-closed', 'signed-out', 'stopping'])

/** One socket: reads packets, queues writes, and knows in which state it is. */
export class Connection implements Peer, Receiver, PipelineOwner<Packet>, OutboxOwner {
  readonly id: ConnectionId
  readonly address: string
  readonly protocol: Protocol
  readonly limit: RequestLimit
  session: Session | undefined
  readonly #socket: Socket
  readonly #host: ConnectionHost
  readonly #reader: PacketReader<Packet>
  readonly #outbox: Outbox
  readonly #pipeline: Pipeline<Packet>
  #state: ConnectionState = 'open'
  #paused = false
  /** The reader has more for the next turn. */
  #behind = false
  /** When the present state has lasted too long, on the monotonic clock. */
  #deadline: number

  constructor({ id, socket, protocol }: ConnectionOptions, host: ConnectionHost) {
    this.id = id
    this.address = socket.address
    this.protocol = protocol
    this.limit = new RequestLimit(host.limits.requests)
    this.#deadline = host.monotonic() + host.limits.signInMs
    this.#socket = socket
    this.#host = host
    this.#reader = protocol.open()
    this.#outbox = new Outbox(this, host)
    this.#pipeline = new Pipeline<Packet>(this)
  }

  get state(): ConnectionState {
    return this.#state
  }

  /** Neither draining nor closed. */
  get active(): boolean {
    return this.#state !== 'draining' && this.#state !== 'closed'
  }

  get congested(): boolean {
    return this.#outbox.congested
  }

  /** Bytes that wait for the client to read them. */
  get queuedBytes(): number {
    return this.#outbox.bytes
  }

  receive(chunk: Buffer): void {
    if (!this.active) return
    if (this.#state === 'signed-in') this.#deadline = this.#host.monotonic() + this.#host.limits.idleMs
    this.#read(chunk)
  }

  orderOf(packet: Packet): Order {
    const route = this.protocol.routeOf(packet)
    return route.orderOf?.(packet) ?? route.order
  }

  start(packet: Packet, slot: Slot): void {
    this.#host.dispatcher.start(packet, this, slot)
  }

  mayStart(): boolean {
    return this.active && !this.#outbox.congested
  }

  reply(frame: Buffer): void {
    this.#send(frame, 'answered')
  }

  progressed(): void {
    this.#readOn()
  }

  write(bytes: Buffer, written: () => void): void {
    this.#socket.write(bytes, written)
  }

  drained(): void {
    this.session?.resume()
    this.#pipeline.run()
  }

  /** Something came that says nothing. It costs as much as a request, and keeps nobody's place. */
  receiveNothing(): void {
    if (!this.active) return
    this.limit.take(this.#host.monotonic())
    if (this.limit.flooded) this.close('too-many-requests')
  }

  present(event: Event, to: Recipient): void {
    for (const frame of this.protocol.present(event, to)) this.#send(frame, 'told')
  }

  beginSignIn(): void {
    this.#become('signing-in', 'credential received')
  }

  signedIn(session: Session): void {
    this.session = session
    this.#become('signed-in', 'credential accepted')
    this.#deadline = this.#host.monotonic() + this.#host.limits.idleMs
  }

  /** Says good-bye, lets what is written go out, and closes; a peer that does not read is cut at once. */
  close(reason: CloseReason): void {
    if (!this.active) {
      if (reason === 'too-slow' && this.#state === 'draining') this.#end(reason)
      return
    }
    if (!ordinary.has(reason)) {
      const { id: connection, address, session } = this
      this.#tell('connection closed', { connection, address, user: session?.user, reason })
    }
    this.#host.metrics.closed(this.protocol.name, reason)
    const farewell = this.protocol.farewell(reason)
    if (farewell !== undefined) this.#outbox.push(this.#reader.seal(farewell), 'told')
    this.#become('draining', reason)
    this.#deadline = this.#host.monotonic() + this.#host.limits.drainMs
    this.#pipeline.clear()
    this.#leave()
    if (reason === 'too-slow') {
      this.#end(reason)
      return
    }
    this.#outbox.flush()
    this.#socket.end(reason)
  }

  /** Called now and then with the time: ends what has lasted too long. */
  sweep(now: number): void {
    this.session?.sweep(now)
    if (now < this.#deadline) return
    if (this.#state === 'draining') this.#end('failed')
    else this.close(this.#state === 'signed-in' ? 'idle' : 'sign-in-timeout')
  }

  /** The socket is gone. */
  closed(): void {
    if (this.#state === 'closed') return
    if (this.active) this.#host.metrics.closed(this.protocol.name, 'peer-closed')
    this.#pipeline.clear()
    this.#leave()
    this.#end('peer-closed')
  }

  monotonic(): number {
    return this.#host.monotonic()
  }

  /** Starts nothing more; resolves when every request that was started is answered. */
  finish(): Promise<void> {
    return this.#pipeline.finish()
  }

  #read(chunk: Buffer): void {
    if (!this.active) return
    const wasBehind = this.#behind
    try {
      this.#behind = this.#reader.push(chunk, (packet) => this.#pipeline.push(packet))
    } catch (error) {
      this.#closeFor(error)
    }
    if (this.#behind && !wasBehind) this.#host.later(() => this.#catchUp())
    if (this.#mayReadOn) this.#readOn()
    else if (!this.#paused) this.#pause()
  }

  #catchUp(): void {
    this.#behind = false
    this.#read(nothing)
  }

  get #mayReadOn(): boolean {
    return !this.#behind && this.#pipeline.waitingBytes <= this.#host.limits.waitingBytes
  }

  /** Whatever a peer's bytes lead to, only its own connection ends (I10). */
  #closeFor(error: unknown): void {
    if (error instanceof MalformedError) this.#tell('malformed bytes', { connection: this.id, cause: String(error.cause) })
    else this.#host.log.error('bytes could not be handled', { connection: this.id, error })
    this.close(error instanceof MalformedError ? error.reason : 'failed')
  }

  #send(frame: Buffer, why: 'answered' | 'told'): void {
    if (!this.active) return
    if (!this.#outbox.push(this.#reader.seal(frame), why)) this.close('too-slow')
  }

  #tell(message: string, fields: object): void {
    const { log, strangers } = this.#host
    if (this.session === undefined) strangers(message, fields)
    else log.info(message, fields)
  }

  #leave(): void {
    this.#host.left(this)
    this.session = undefined
  }

  #end(reason: CloseReason): void {
    this.#become('closed', reason)
    this.#socket.destroy()
    this.#host.ended(this)
  }

  #become(state: ConnectionState, reason: string): void {
    const from = this.#state
    if (!nextStates[from].includes(state)) throw new Error(`a connection cannot go from ${from} to ${state}`)
    this.#state = state
    this.#host.log.debug('connection', { connection: this.id, from, to: state, reason })
  }

  #pause(): void {
    this.#paused = true
    this.#socket.pause()
  }

  #readOn(): void {
    if (this.#paused && this.#mayReadOn) {
      this.#paused = false
      this.#socket.resume()
    }
  }
}
