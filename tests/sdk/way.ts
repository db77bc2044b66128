import { type AddressInfo, createServer, connect as dial, type Socket } from 'node:net'
import type { Server } from '../drivers/process.ts'

interface WayOptions {
  readonly server: Server
  readonly door?: 'port' | 'httpPort'
  /** From 0 to 1. */
  readonly chance: () => number
  /** How often a piece ends its connection: one that comes back is lost then, of one that went out nobody hears. */
  readonly rate: number
}

/** An unreliable way to a server, wherever that listens by now, for whatever is spoken over TCP. */
export class Way implements AsyncDisposable {
  readonly #options: WayOptions
  readonly #open = new Set<Socket>()
  readonly #listener = createServer((near) => void this.#lead(near))

  private constructor(options: WayOptions) {
    this.#options = options
  }

  static async open(options: WayOptions): Promise<Way> {
    const way = new Way(options)
    await new Promise<void>((resolve) => way.#listener.listen(0, '127.0.0.1', resolve))
    return way
  }

  get port(): number {
    return (this.#listener.address() as AddressInfo).port // as: it listens on TCP
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise((resolve) => this.#listener.close(resolve))
    for (const socket of this.#open) socket.destroy()
    await closed
  }

  async #lead(near: Socket): Promise<void> {
    const { server, door = 'httpPort', chance, rate } = this.#options
    this.#keep(near)
    await server.up()
    if (near.destroyed) return
    const far = this.#keep(dial(server[door], '127.0.0.1'))
    const cut = () => [near, far].map((socket) => socket.destroy())
    near.on('data', (piece) => far.write(piece, () => chance() < rate && cut()))
    far.on('data', (piece) => (chance() < rate ? cut() : near.write(piece)))
    for (const socket of [near, far]) socket.once('close', cut)
  }

  #keep(socket: Socket): Socket {
    this.#open.add(socket.setNoDelay())
    socket.on('error', () => undefined)
    socket.once('close', () => this.#open.delete(socket))
    return socket
  }
}
