import { connect, type Socket } from 'node:net'
import {
  type CommonErrorCode,
  decodePack,
  decodePayload,
  defaultLoginReq,
  empty,
  encodeFramed,
  Framing,
  HotSessionResp,
  LoginResp,
  packets,
} from '@magpie-im/wire'
import type { User } from './client.ts'

/** Undefined: in. Otherwise why not. */
type Arrived = (failure: string | undefined) => void

const packId = 'member'
const sync = encodeFramed(headerOf(packets.HOTSESSION_SYNC), packets.HOTSESSION_SYNC.request, { timestamp: 0 })
const ping = encodeFramed(headerOf(packets.PING), empty, undefined)

/** One of very many devices that sign in, sync, and then only keep alive: as little of a client as there can be. */
export class Member {
  readonly #socket: Socket
  readonly #framing = new Framing()
  readonly #arrived: Arrived
  #coming = true
  pongs = 0

  /** `arrived` is called once. */
  constructor({ port, from }: { readonly port: number; readonly from: string }, user: User, arrived: Arrived) {
    this.#arrived = arrived
    this.#socket = connect({ host: '127.0.0.1', port, localAddress: from, noDelay: true }, () => this.#socket.write(loginOf(user)))
    this.#socket.on('data', (chunk) => {
      for (const body of this.#framing.push(chunk)) this.#take(body)
    })
    this.#socket.on('close', () => this.#arrive('the connection was lost')).on('error', () => undefined)
  }

  ping(): void {
    if (!this.#socket.destroyed) this.#socket.write(ping)
  }

  close(): void {
    this.#socket.destroy()
  }

  #take(body: Buffer): void {
    const { header, payload } = decodePack(body)
    if (header.type === packets.PING.type) this.pongs++
    else if (header.type === packets.LOGIN.type) this.#signedIn(decodePayload(LoginResp, payload).errorCode)
    else if (header.type === packets.HOTSESSION_SYNC.type) this.#synced(decodePayload(HotSessionResp, payload).errorCode)
  }

  #signedIn({ code, desc }: CommonErrorCode): void {
    if (code === 0) this.#socket.write(sync)
    else this.#arrive(`the sign-in was refused: ${code} ${desc}`)
  }

  #synced({ code, desc }: CommonErrorCode): void {
    this.#arrive(code === 0 ? undefined : `the sync was refused: ${code} ${desc}`)
  }

  #arrive(failure: string | undefined): void {
    if (failure !== undefined) this.#socket.destroy()
    if (this.#coming) this.#arrived(failure)
    this.#coming = false
  }
}

function headerOf({ type }: { readonly type: number }) {
  return { type, version: 1, flags: 0, packId }
}

function loginOf({ name, token }: User): Buffer {
  const device = { deviceType: 5, deviceName: 'bench', deviceId: `bench-${name}`, version: '1' }
  const request = { ...defaultLoginReq(), clientId: name, userName: name, password: token, ...device }
  return encodeFramed(headerOf(packets.LOGIN), packets.LOGIN.request, request)
}
