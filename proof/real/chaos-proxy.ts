import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { Lane, type Manner, plain } from './lane.ts'
import { oneOf, type Random, wholeBetween } from './seeded.ts'

interface Passage {
  readonly lanes: readonly [up: Lane, down: Lane]
  /** Ends both sides at once, without a farewell. */
  reset(): void
}

/** Stands between clients and a server that may be gone for a while, and treats their connections as bad networks do. */
export class ChaosProxy {
  /** Where the server listens now; undefined while there is none. */
  target: number | undefined
  readonly #listener: Server
  readonly #random: Random
  readonly #passages = new Set<Passage>()
  #gentle = false

  private constructor(listener: Server, random: Random) {
    this.#listener = listener
    this.#random = random
    listener.on('connection', (client) => this.#accept(client))
  }

  static async open(random: Random): Promise<ChaosProxy> {
    const listener = createServer({ noDelay: true }).listen(0, '127.0.0.1')
    await once(listener, 'listening')
    return new ChaosProxy(listener, random)
  }

  get port(): number {
    return (this.#listener.address() as AddressInfo).port // as: it listens to a port
  }

  /** From now on new connections are carried as they are. */
  beGentle(gentle: boolean): void {
    this.#gentle = gentle
  }

  /**
   * Ends a connection in the middle of what it carries next, one way or the other; `done` is called when that has happened.
   * What it gives calls it off.
   */
  cutOne(done: () => void): () => void {
    const passage = oneOf(this.#random, [...this.#passages])
    const lane = passage && oneOf(this.#random, passage.lanes)
    lane?.cutInNext(() => {
      passage?.reset()
      done()
    })
    return () => lane?.cutInNext(undefined)
  }

  /** Lets a connection carry nothing one way, until what it gives is called. */
  stallOne(): (() => void) | undefined {
    const passage = oneOf(this.#random, [...this.#passages])
    const lane = passage && oneOf(this.#random, passage.lanes)
    lane?.stall()
    return lane && (() => lane.goOn())
  }

  close(): void {
    this.#listener.close()
    for (const passage of this.#passages) passage.reset()
  }

  #accept(client: Socket): void {
    if (this.target === undefined) {
      client.on('error', () => undefined).resetAndDestroy()
      return
    }
    const server = connect({ host: '127.0.0.1', port: this.target, noDelay: true })
    const lane = (from: Socket, to: Socket) => new Lane(from, to, this.#manner(), this.#random)
    const lanes: Passage['lanes'] = [lane(client, server), lane(server, client)]
    const reset = () => {
      for (const socket of [client, server]) socket.resetAndDestroy()
      for (const each of lanes) each.goOn()
    }
    // What ended one side is told to the other by the lane.
    for (const socket of [client, server]) socket.on('error', () => undefined)
    void this.#carry({ lanes, reset })
  }

  async #carry(passage: Passage): Promise<void> {
    this.#passages.add(passage)
    try {
      await Promise.all(passage.lanes.map((lane) => lane.run()))
    } catch {
      passage.reset()
    } finally {
      this.#passages.delete(passage)
    }
  }

  /** Most networks are good most of the time. */
  #manner(): Manner {
    const kind = this.#gentle ? 1 : this.#random()
    if (kind < 0.15) return { ...plain, pieces: wholeBetween(this.#random, 2, 8) }
    if (kind < 0.25) return { ...plain, delayMs: wholeBetween(this.#random, 1, 80) }
    if (kind < 0.3) return { ...plain, bytesPerSecond: wholeBetween(this.#random, 20_000, 200_000) }
    return plain
  }
}
