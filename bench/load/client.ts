import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { decodePack, decodePayload, defaultLoginReq, encodeFramed, Framing, type Packet, packets } from '@magpie-im/wire'

export interface User {
  readonly name: string
  readonly token: string
}

interface Waiting {
  resolve(payload: Uint8Array): void
  reject(error: Error): void
}

interface Answered {
  readonly errorCode: { readonly code: number; readonly desc: string }
}

/** One device: asks, is answered by packId, and counts what it is sent besides. */
export class Client {
  /** What the server sent by itself. */
  pushed = 0
  onPush: () => void = () => undefined
  readonly #socket: Socket
  readonly #framing = new Framing({ maximum: 64 * 1024 * 1024 })
  readonly #waiting = new Map<string, Waiting>()
  #asked = 0

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.on('data', (chunk) => this.#take(chunk)).once('close', () => this.#lost())
    socket.on('error', () => undefined)
  }

  /** Any address `from` 127.0.0.0/8 is another peer to the server. */
  static async connect(port: number, from = '127.0.0.1'): Promise<Client> {
    const socket = connect({ host: '127.0.0.1', port, localAddress: from, noDelay: true })
    await once(socket, 'connect')
    return new Client(socket)
  }

  static async signIn(port: number, { name, token }: User, from?: string): Promise<Client> {
    const client = await Client.connect(port, from)
    const device = { deviceType: 5, deviceName: 'bench', deviceId: `bench-${name}`, version: '1' }
    const request = { ...defaultLoginReq(), clientId: name, userName: name, password: token, ...device }
    try {
      succeeded(await client.ask(packets.LOGIN, request))
      return client
    } catch (error) {
      client.close()
      throw error
    }
  }

  async ask<Request, Reply>(row: Packet<Request, Reply>, request: Request): Promise<Reply> {
    if (row.reply === undefined) throw new Error(`nobody answers ${row.name}`)
    if (this.#socket.destroyed) throw new Error('the connection was lost before')
    const packId = `bench ${++this.#asked}`
    const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>()
    this.#waiting.set(packId, { resolve, reject })
    this.#socket.write(encodeFramed({ type: row.type, version: 1, flags: 0, packId }, row.request, request))
    return decodePayload(row.reply, await promise)
  }

  /** Reads nothing any more. */
  stopReading(): void {
    this.#socket.pause()
  }

  get isOpen(): boolean {
    return !this.#socket.destroyed
  }

  close(): void {
    this.#socket.destroy()
  }

  #take(chunk: Buffer): void {
    for (const { header, payload } of this.#framing.push(chunk).map(decodePack)) {
      const waiting = this.#waiting.get(header.packId)
      // A message carries the packId of its sender, who is another connection; an answer says so by its flag.
      if (waiting !== undefined && header.flags !== 0) {
        this.#waiting.delete(header.packId)
        waiting.resolve(payload)
      } else {
        this.pushed++
        this.onPush()
      }
    }
  }

  #lost(): void {
    for (const { reject } of this.#waiting.values()) reject(new Error('the connection was lost'))
  }
}

/** Throws what refused the request. */
export function succeeded<Reply extends Answered | Answered['errorCode']>(reply: Reply): Reply {
  const { code, desc } = 'errorCode' in reply ? reply.errorCode : reply
  if (code !== 0) throw new Error(`refused: ${code} ${desc}`)
  return reply
}
