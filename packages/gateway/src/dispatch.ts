import { ImError, type Log } from '@magpie-im/model'
import type { Slot } from './pipeline.ts'
import type { Packet, Peer } from './protocol.ts'

/** Packet → route. The only place of the gateway where a refusal becomes a reply. */
export class Dispatcher {
  readonly #log: Log

  constructor(log: Log) {
    this.#log = log
  }

  start(packet: Packet, peer: Peer, slot: Slot): void {
    const route = peer.protocol.routeOf(packet)
    if (route.access === 'signed-in' && peer.session === undefined) {
      peer.close('not-signed-in')
      slot.complete(undefined)
      return
    }
    try {
      const pending = route.handle(packet, peer, slot)
      pending?.catch((error: unknown) => this.#refuse(packet, peer, { slot, error }))
    } catch (error) {
      this.#refuse(packet, peer, { slot, error })
    }
  }

  #refuse(packet: Packet, peer: Peer, { slot, error }: { slot: Slot; error: unknown }): void {
    slot.complete(peer.protocol.refuse(packet, this.#reasonOf(error, peer)))
    const closing = peer.protocol.routeOf(packet).closesWhenRefused
    if (closing !== undefined) peer.close(closing)
  }

  /** Our own bugs are logged and answered as `Internal`; nothing of them reaches the client. */
  #reasonOf(error: unknown, peer: Peer): ImError {
    if (error instanceof ImError) return error
    this.#log.error('request failed', { connection: peer.id, error })
    return new ImError('Internal', { cause: error })
  }
}
