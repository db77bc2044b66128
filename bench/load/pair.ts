import type { Socket } from 'node:net'
import { packets } from '@magpie-im/wire'
import { ackedNumber, deliveredNumber, FrameScanner, MessageTemplate, type Parties, saysSuccess, typeOf } from './frames.ts'
import type { Latencies } from './latencies.ts'

const chat = packets.MSG_SINGLE_CHAT.type

interface PairOptions extends Parties {
  readonly sender: Socket
  readonly receiver: Socket
  readonly bytes: number
  readonly window: number
  readonly latencies: Latencies
}

/** One user writes to another, always with `window` messages on their way. */
export class Pair {
  sent = 0
  acked = 0
  delivered = 0
  /** Acks and deliveries that were refusals or not the next in order. */
  wrong = 0
  #stopped = false
  readonly #options: PairOptions
  readonly #template: MessageTemplate
  /** When the message in each place of the window was written. */
  readonly #writtenAt: Float64Array

  constructor(options: PairOptions) {
    this.#options = options
    this.#template = new MessageTemplate(options, options.bytes)
    this.#writtenAt = new Float64Array(options.window)
    this.#follow(options.sender, (bytes, at, end) => this.#acknowledge(bytes, at, end))
    this.#follow(options.receiver, (bytes, at) => this.#deliver(bytes, at))
    options.sender.on('data', () => this.#fill())
  }

  start(): void {
    this.#fill()
  }

  stop(): void {
    this.#stopped = true
  }

  get idle(): boolean {
    return this.acked === this.sent && this.delivered === this.sent
  }

  #follow(socket: Socket, take: (bytes: Buffer, at: number, end: number) => void): void {
    const scanner = new FrameScanner()
    socket.on('data', (chunk) =>
      scanner.scan(chunk, (bytes, at, end) => {
        if (typeOf(bytes, at) === chat) take(bytes, at, end)
      }),
    )
  }

  #acknowledge(bytes: Buffer, at: number, end: number): void {
    const { latencies, window } = this.#options
    if (ackedNumber(bytes, at) !== this.acked || !saysSuccess(bytes, at, end)) this.wrong++
    latencies.add(performance.now() - (this.#writtenAt[this.acked % window] ?? 0))
    this.acked++
  }

  #deliver(bytes: Buffer, at: number): void {
    if (deliveredNumber(bytes, at) !== this.delivered) this.wrong++
    this.delivered++
  }

  /** As many as were acknowledged, in one write. */
  #fill(): void {
    const { window, sender } = this.#options
    const count = window - (this.sent - this.acked)
    if (this.#stopped || count === 0) return
    const now = performance.now()
    for (let number = this.sent; number < this.sent + count; number++) this.#writtenAt[number % window] = now
    sender.write(this.#template.batch(this.sent, count))
    this.sent += count
  }
}
