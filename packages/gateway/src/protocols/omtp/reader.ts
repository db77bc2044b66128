import { decodePack, FrameError, Framing, type OTIMHeader } from '@magpie-im/wire'
import { MalformedError, type Packet, type PacketReader } from '../../protocol.ts'
import { Envelope } from './envelope/envelope.ts'

export interface OmtpPacket extends Packet {
  readonly header: OTIMHeader
  readonly payload: Uint8Array
  /** Of the connection it came on. */
  readonly envelope: Envelope
}

/** Bytes that may come out of compressed payloads in one turn; a few milliseconds (I10). */
const mostInflatedPerTurn = 1_048_576

/** Length-delimited frames, each one OTIMPack, in the envelope of their connection. */
export class OmtpReader implements PacketReader<OmtpPacket> {
  readonly #framing = new Framing()
  readonly #envelope = new Envelope()
  /** Bodies of frames for the next turn. */
  #waiting: readonly Buffer[] = []
  #failure: MalformedError | undefined

  push(chunk: Buffer, take: (packet: OmtpPacket) => void): boolean {
    const bodies = this.#waiting.length === 0 ? this.#cut(chunk) : [...this.#waiting, ...this.#cut(chunk)]
    this.#waiting = []
    let taken = 0
    let inflated = 0
    for (const body of bodies) {
      if (inflated >= mostInflatedPerTurn) {
        this.#waiting = bodies.slice(taken)
        return true
      }
      const packet = this.#open(body)
      inflated += packet.size - body.length
      taken++
      take(packet)
    }
    if (this.#failure !== undefined) throw this.#failure
    return false
  }

  seal(frame: Buffer): Buffer {
    return this.#envelope.plain ? frame : this.#envelope.seal(frame)
  }

  /** What is wrong behind whole frames is told when they have been taken. */
  #cut(chunk: Buffer): readonly Buffer[] {
    if (this.#failure !== undefined) return []
    try {
      return this.#framing.push(chunk)
    } catch (error) {
      if (!(error instanceof FrameError)) throw error
      this.#failure = new MalformedError(error.name === 'frame-too-large' ? 'frame-too-large' : 'malformed', error)
      return error.before
    }
  }

  /** The size counts what a payload was inflated to, since that is what waits in memory. */
  #open(body: Buffer): OmtpPacket {
    const envelope = this.#envelope
    try {
      const packed = decodePack(body)
      const { header, payload } = envelope.plain ? packed : envelope.open(packed)
      return { header, payload, size: body.length + Math.max(0, payload.length - packed.payload.length), envelope }
    } catch (error) {
      throw new MalformedError('malformed', error)
    }
  }
}
