import { DecodeError, decodePack, decodePayload, FrameError, Framing, flags, hasFlag, packetByType, wrappingOf } from '@magpie-im/wire'
import { lastPing } from './sessions.ts'

/** Reads what a server answers as the strictest client would. */
export class Listener {
  readonly #framing = new Framing({ maximum: 64 * 1024 * 1024 })
  readonly #tell: (problem: string) => void
  /** The last ping was answered. */
  done = false

  constructor(tell: (problem: string) => void) {
    this.#tell = tell
  }

  hear(chunk: Buffer): void {
    try {
      for (const body of this.#framing.push(chunk)) this.#take(body)
    } catch (error) {
      if (!(error instanceof DecodeError || error instanceof FrameError)) throw error
      this.#tell(`the server sent what its protocol does not know: ${error.message}`)
    }
  }

  #take(body: Buffer): void {
    const { header, payload } = decodePack(body)
    const { compress, crypto } = wrappingOf(header.flags)
    if (compress > 0 || crypto > 0) return
    const row = packetByType(header.type)
    const isAnswer = hasFlag(header.flags, flags.PF_ISACK)
    if (isAnswer && header.type === 10 && header.packId === lastPing) this.done = true
    // A packet that nobody knows is answered with a CommonErrorCode; a farewell has no payload.
    const codec = row === undefined ? packetByType(55)?.reply : isAnswer ? row.reply : payload.length === 0 ? undefined : row.request
    if (codec !== undefined) decodePayload(codec, payload)
  }
}
