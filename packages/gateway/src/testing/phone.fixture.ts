import {
  DeviceType,
  decodePack,
  decodePayload,
  defaultLoginReq,
  encodeFramed,
  Framing,
  type HotSessionResp,
  type LoginReq,
  type LoginResp,
  type MsgAck,
  MsgReq,
  type OTIMHeader,
  packetByType,
  packets,
  raw,
  type StructCodec,
} from '@magpie-im/wire'
import type { Connection } from '../connection.ts'
import { FakeSocket } from './socket.fixture.ts'

interface Arrival {
  readonly header: OTIMHeader
  readonly payload: Uint8Array
}

interface Row<Request, Reply> {
  readonly type: number
  readonly request: StructCodec<Request>
  readonly reply: StructCodec<Reply> | undefined
}

/** An OMTP client: sends packets, and takes what arrives one by one. */
export class Phone {
  readonly socket = new FakeSocket()
  readonly #framing = new Framing()
  readonly #arrived: Arrival[] = []
  #connection: Connection | undefined
  #read = 0
  #sent = 0

  get connection(): Connection {
    if (this.#connection === undefined) throw new Error('the phone is not connected')
    return this.#connection
  }

  set connection(connection: Connection) {
    this.#connection = connection
  }

  send<Request>(
    { type, request: codec }: { type: number; request: StructCodec<Request> },
    request: Request,
    header: Partial<OTIMHeader> = {},
  ): void {
    this.#sent++
    this.connection.receive(encodeFramed({ type, version: 1, flags: 0, packId: `pack ${this.#sent}`, ...header }, codec, request))
  }

  sendRaw(type: number, payload: Uint8Array): void {
    this.send({ type, request: raw }, payload)
  }

  /** The next packet, whatever it is. */
  async next(): Promise<Arrival> {
    for (;;) {
      this.#take()
      const first = this.#arrived.shift()
      if (first !== undefined) return first
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  /** The next packet is of this type and decodes; the reply to a request of ours, or an event. */
  async expect<T>(type: number, codec: StructCodec<T>): Promise<T & { readonly header: OTIMHeader }> {
    const { header, payload } = await this.next()
    if (header.type !== type) throw new Error(`expected ${nameOf(type)}, got ${nameOf(header.type)}`)
    return { ...decodePayload(codec, payload), header }
  }

  async ask<Request, Reply>(row: Row<Request, Reply>, request: Request, header: Partial<OTIMHeader> = {}) {
    if (row.reply === undefined) throw new Error('nobody answers that')
    this.send(row, request, header)
    return this.expect(row.type, row.reply)
  }

  expectMessage(): Promise<MsgReq & { readonly header: OTIMHeader }> {
    return this.expect(packets.MSG_SINGLE_CHAT.type, MsgReq)
  }

  /** Nothing comes before the answer to a ping. */
  async expectNothing(): Promise<void> {
    const { header } = await this.ask(packets.PING, new Uint8Array(), { packId: 'anything?' })
    if (header.packId !== 'anything?') throw new Error(`got ${nameOf(header.type)}`)
  }

  login(request: Partial<LoginReq>, header: Partial<OTIMHeader> = {}): Promise<LoginResp & { readonly header: OTIMHeader }> {
    const usual = { ...defaultLoginReq(), clientId: 'ann', password: 'x', deviceType: DeviceType.DT_IOS, deviceId: 'd1' }
    return this.ask(packets.LOGIN, { ...usual, ...request }, header)
  }

  sync(timestamp = 0): Promise<HotSessionResp & { readonly header: OTIMHeader }> {
    return this.ask(packets.HOTSESSION_SYNC, { timestamp })
  }

  say(
    message: Partial<MsgReq> & Pick<MsgReq, 'from' | 'to'>,
    header: Partial<OTIMHeader> = {},
  ): Promise<MsgAck & { readonly header: OTIMHeader }> {
    return this.ask(packets.MSG_SINGLE_CHAT, textTo(message), header)
  }

  #take(): void {
    const fresh = this.socket.writes.slice(this.#read)
    this.#read += fresh.length
    for (const body of fresh.flatMap((bytes) => this.#framing.push(bytes))) this.#arrived.push(decodePack(body))
  }
}

export function textTo(message: Partial<MsgReq> & Pick<MsgReq, 'from' | 'to'>): MsgReq {
  const sessionId = `LP_G1_${message.from}_${message.to}`
  const pushInfo = { title: '', summary: '', url: '' }
  return { sessionId, seqId: 0, timestamp: 0, pushInfo, contentType: 1, content: 'hello', status: 0, ...message }
}

function nameOf(type: number): string {
  return packetByType(type)?.name ?? `type ${type}`
}
