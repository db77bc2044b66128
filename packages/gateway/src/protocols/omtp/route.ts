import { ImError } from '@magpie-im/model'
import {
  type CommonErrorCode,
  DecodeError,
  decodePayload,
  encodeFramed,
  type Packet as PacketRow,
  replyHeader,
  type StructCodec,
} from '@magpie-im/wire'
import type { Order, Slot } from '../../pipeline.ts'
import type { Peer, Route } from '../../protocol.ts'
import type { Session } from '../../session.ts'
import { errorCode } from './errors.ts'
import type { OmtpPacket } from './reader.ts'

export interface OmtpRoute extends Route<OmtpPacket> {
  readonly type: number
  refuse(packet: OmtpPacket, error: ImError): Buffer
}

export interface Call<Request, Reply> {
  readonly request: Request
  readonly packet: OmtpPacket
  readonly peer: Peer
  readonly session: Session
  /** Answers with success, now or later. */
  reply(value: Reply): void
  /** Answers with a refusal, when it is known too late to be thrown. */
  refuse(error: ImError): void
}

interface RouteOptions<Request, Reply> {
  readonly order: Order
  readonly unrefusable?: boolean
  /** Bounds of the payload in bytes. */
  readonly payload?: { readonly shortest: number; readonly longest: number }
  /** A reply that refuses must be as complete as one that does not: clients abort on a missing field. `request` undefined: it could not be decoded. */
  readonly refusal: (errorCode: CommonErrorCode, request: Request | undefined) => Reply
  readonly handle: (call: Call<Request, Reply>) => void | Promise<void>
}

/** A packet of a signed-in client: decode, one call, reply. */
export function route<Request, Reply>(row: PacketRow<Request, Reply>, options: RouteOptions<Request, Reply>): OmtpRoute {
  const replyCodec = codecOf(row)
  return {
    type: row.type,
    access: 'signed-in',
    order: options.order,
    ...(options.unrefusable === true && { unrefusable: true }),
    handle(packet, peer, slot) {
      checkSize(packet.payload.length, options.payload)
      const request = decodeRequest(row.request, packet)
      return options.handle(new OmtpCall({ request, packet, peer, slot, replyCodec, refusal: options.refusal }))
    },
    refuse: (packet, error) => {
      const refusal = options.refusal(errorCode(error), tryDecode(row.request, packet))
      return encodeFramed(replyHeader(packet.header), replyCodec, refusal)
    },
  }
}

function tryDecode<Request>(codec: StructCodec<Request>, packet: OmtpPacket): Request | undefined {
  try {
    return decodePayload(codec, packet.payload)
  } catch {
    return undefined // it is being refused; its reply then names nothing of it
  }
}

export function codecOf<Reply>(row: PacketRow<unknown, Reply>): StructCodec<Reply> {
  if (row.reply === undefined) throw new Error(`${row.name} has no reply`)
  return row.reply
}

export function checkSize(length: number, bounds: { readonly shortest: number; readonly longest: number } | undefined): void {
  if (bounds === undefined) return
  if (length < bounds.shortest) throw new ImError('MessageTooShort')
  if (length > bounds.longest) throw new ImError('MessageTooLong', { detail: `at most ${bounds.longest} bytes` })
}

/** The frame was sound, so the connection lives: only this request is refused. */
export function decodeRequest<Request>(codec: StructCodec<Request>, packet: OmtpPacket): Request {
  try {
    return decodePayload(codec, packet.payload)
  } catch (cause) {
    if (cause instanceof DecodeError) throw new ImError('BadRequest', { cause, detail: cause.message })
    throw cause
  }
}

interface CallOptions<Request, Reply> {
  readonly request: Request
  readonly packet: OmtpPacket
  readonly peer: Peer
  readonly slot: Slot
  readonly replyCodec: StructCodec<Reply>
  readonly refusal: (errorCode: CommonErrorCode, request: Request) => Reply
}

class OmtpCall<Request, Reply> implements Call<Request, Reply> {
  readonly request: Request
  readonly packet: OmtpPacket
  readonly peer: Peer
  readonly session: Session
  readonly #options: CallOptions<Request, Reply>

  constructor(options: CallOptions<Request, Reply>) {
    const { request, packet, peer } = options
    if (peer.session === undefined) throw new Error('a packet of a signed-in client was dispatched without a session')
    this.request = request
    this.packet = packet
    this.peer = peer
    this.session = peer.session
    this.#options = options
  }

  reply(value: Reply): void {
    this.#complete(value)
  }

  refuse(error: ImError): void {
    this.#complete(this.#options.refusal(errorCode(error), this.request), error)
  }

  #complete(value: Reply, refusal?: ImError): void {
    this.#options.slot.complete(encodeFramed(replyHeader(this.packet.header), this.#options.replyCodec, value), refusal)
  }
}
