import type { ImError, RequestOutcome, UserId } from '@magpie-im/model'
import type { AnsweredRequest, RequestWatch } from '@magpie-im/services'
import type { Packet, Peer } from './protocol.ts'

const longestTrace = 64

/** A packet from when it is begun until it is answered. */
export class Request implements AnsweredRequest {
  readonly #watch: RequestWatch
  readonly #packet: Packet
  readonly #peer: Peer
  readonly #begun: number
  /** He may be gone when the answer comes. */
  readonly #userBefore: UserId | undefined
  outcome: RequestOutcome = 'done'
  ms = 0
  replyBytes = 0

  constructor(watch: RequestWatch, { packet, peer, now }: { readonly packet: Packet; readonly peer: Peer; readonly now: number }) {
    this.#watch = watch
    this.#packet = packet
    this.#peer = peer
    this.#begun = now
    this.#userBefore = peer.session?.user
  }

  get door(): string {
    return this.#peer.protocol.name
  }

  get operation(): string {
    return this.#peer.protocol.operationOf(this.#packet)
  }

  get trace(): string {
    const own = this.#peer.protocol.traceOf(this.#packet)
    return own === '' ? `${this.#peer.id}-${Math.round(this.#begun)}` : own.slice(0, longestTrace)
  }

  get user(): UserId | undefined {
    return this.#peer.session?.user ?? this.#userBefore
  }

  get connection() {
    return this.#peer.id
  }

  get bytes(): number {
    return this.#packet.size
  }

  answered(frame: Buffer | undefined, refusal: ImError | undefined): void {
    this.outcome = refusal?.name ?? 'done'
    this.replyBytes = frame?.length ?? 0
    this.ms = this.#peer.monotonic() - this.#begun
    this.#watch.answered(this)
  }
}
