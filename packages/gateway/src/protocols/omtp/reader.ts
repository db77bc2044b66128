import { decodePack, FrameError, Framing, type OTIMHeader } from '@magpie-im/wire'
import { MalformedError, type Packet, type PacketReader } from '../../protocol.ts'

export interface OmtpPacket extends Packet {
  readonly header: OTIMHeader
  readonly payload: Uint8Array
}

/** Length-delimited frames, each one OTIMPack. */
export class OmtpReader implements PacketReader<OmtpPacket> {
  readonly #framing = new Framing()

  push(chunk: Buffer, take: (packet: OmtpPacket) => void): void {
    for (const body of this.#frames(chunk, take)) take(decode(body))
  }

  #frames(chunk: Buffer, take: (packet: OmtpPacket) => void): readonly Buffer[] {
    try {
      return this.#framing.push(chunk)
    } catch (error) {
      if (!(error instanceof FrameError)) throw error
      for (const body of error.before) take(decode(body))
      throw new MalformedError(error.name === 'frame-too-large' ? 'frame-too-large' : 'malformed', error)
    }
  }
}

function decode(body: Buffer): OmtpPacket {
  try {
    const { header, payload } = decodePack(body)
    return { header, payload, size: body.length }
  } catch (error) {
    throw new MalformedError('malformed', error)
  }
}
