import {
  DecodeError,
  decodePack,
  decodePayload,
  encodeFramed,
  FrameError,
  Framing,
  flags as flag,
  hasFlag,
  type OTIMHeader,
  type OTIMPack,
  type Packet,
} from '@magpie-im/wire'
import type { PhoneClock, PhoneTimer } from './clock.ts'
import type { Dial, Line } from './line.ts'

/** The connection is gone, so no answer will come on it. */
export class ConnectionEnded extends Error {
  override readonly name = 'ConnectionEnded'
}

export interface ConnectionOptions {
  readonly dial: Dial
  readonly clock: PhoneClock
  /** Whoever does not answer for so long is given up. */
  readonly patienceMs: number
  /** Whoever was quiet for so long is asked whether he is there. */
  readonly pingMs: number
}

export interface ConnectionListener {
  pushed(pack: OTIMPack): void
  /** Once, whoever ended it. */
  ended(): void
  /** The other side took too long to answer; the connection ends. */
  gaveUp(): void
  /** The other side did what none may do; the connection ends. */
  complain(what: string): void
  /** Nothing was asked for a while. */
  quiet(): void
}

/** A request on its way. */
export interface Question<Reply> {
  readonly packId: string
  readonly flags?: number
  answered(reply: Reply): void
  /** The connection ended before the answer. */
  lost?(): void
}

interface Asked {
  readonly type: number
  readonly packId: string
  readonly at: number
  readonly answered: (payload: Uint8Array) => void
  readonly lost: (() => void) | undefined
}

/** One connection: requests and their answers, which come in the order of the requests (I4), and what comes unasked. */
export class Connection {
  readonly #options: ConnectionOptions
  readonly #listener: ConnectionListener
  readonly #framing = new Framing()
  readonly #line: Line
  #asked: Asked[] = []
  /** How many of `#asked` are answered. */
  #answered = 0
  #watch: PhoneTimer | undefined
  #heardAt: number
  #reading = true
  #over = false

  constructor(options: ConnectionOptions, listener: ConnectionListener) {
    this.#options = options
    this.#listener = listener
    this.#heardAt = options.clock.monotonic()
    this.#line = options.dial({ received: (bytes) => this.#received(bytes), ended: () => this.#end() })
    this.#rest(Math.min(options.patienceMs, options.pingMs))
  }

  ask<Request, Reply>(row: Packet<Request, Reply>, value: Request, question: Question<Reply>): void {
    const { packId, flags = 0, answered, lost } = question
    const { reply } = row
    if (reply === undefined) throw new Error(`${row.name} has no reply`)
    if (this.#over) {
      lost?.()
      return
    }
    this.#asked.push({
      type: row.type,
      packId,
      at: this.#options.clock.monotonic(),
      answered: (payload) => answered(decodePayload(reply, payload)),
      lost,
    })
    this.#line.write(encodeFramed({ type: row.type, version: 1, flags, packId }, row.request, value))
  }

  get isOpen(): boolean {
    return !this.#over
  }

  cut(): void {
    if (this.#over) return
    this.#line.cut()
    this.#end()
  }

  stopReading(): void {
    if (!this.#reading || this.#over) return
    this.#reading = false
    this.#line.pause()
  }

  readOn(): void {
    if (this.#reading || this.#over) return
    this.#reading = true
    this.#heardAt = this.#options.clock.monotonic()
    this.#line.resume()
  }

  #received(bytes: Uint8Array): void {
    if (this.#over) return
    const chunk = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    try {
      for (const body of this.#framing.push(chunk)) {
        this.#take(decodePack(body))
        if (this.#over) return
      }
    } catch (error) {
      if (!(error instanceof DecodeError || error instanceof FrameError)) throw error
      this.#complain(`what came is not OMTP: ${error.message}`)
    }
  }

  #take(pack: OTIMPack): void {
    const { header, payload } = pack
    if (!hasFlag(header.flags, flag.PF_ISACK)) {
      this.#listener.pushed(pack)
      return
    }
    const due = this.#asked[this.#answered]
    if (due === undefined || due.packId !== header.packId || due.type !== header.type) {
      this.#complain(due === undefined ? `${nameOf(header)} was answered unasked` : `${nameOf(header)} was answered before ${nameOf(due)}`)
      return
    }
    this.#answered += 1
    this.#heardAt = this.#options.clock.monotonic()
    if (this.#answered === this.#asked.length || this.#answered > mostAnswered) {
      this.#asked = this.#asked.slice(this.#answered)
      this.#answered = 0
    }
    due.answered(payload)
  }

  #complain(what: string): void {
    this.#listener.complain(what)
    this.cut()
  }

  #rest(ms: number): void {
    this.#watch = this.#options.clock.after(ms, () => this.#look())
  }

  /** Gives the other side up, or looks again when it would be late. */
  #look(): void {
    const { clock, patienceMs, pingMs } = this.#options
    const now = clock.monotonic()
    const due = this.#asked[this.#answered]
    if (due === undefined || !this.#reading) {
      if (this.#reading && now - this.#heardAt >= pingMs) this.#listener.quiet()
      this.#rest(Math.min(patienceMs, pingMs))
      return
    }
    const left = Math.max(due.at, this.#heardAt) + patienceMs - now
    if (left > 0) {
      this.#rest(left)
      return
    }
    this.#listener.gaveUp()
    this.cut()
  }

  #end(): void {
    if (this.#over) return
    this.#over = true
    this.#watch?.cancel()
    const lost = this.#asked.slice(this.#answered)
    this.#asked = []
    this.#listener.ended()
    for (const asked of lost) asked.lost?.()
  }
}

const mostAnswered = 256

function nameOf({ type, packId }: Pick<OTIMHeader, 'type' | 'packId'>): string {
  return `request ${packId} of type ${type}`
}
