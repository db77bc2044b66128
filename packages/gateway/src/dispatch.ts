import { ImError, type Log } from '@magpie-im/model'
import { type Rate, type RequestWatch, tooMany } from '@magpie-im/services'
import type { Slot } from './pipeline.ts'
import type { Packet, Peer, Route } from './protocol.ts'
import { Request } from './request.ts'

interface DispatcherOptions {
  readonly log: Log
  readonly watch: RequestWatch
  /** Of requests on one connection. */
  readonly rate: Rate
}

/** Packet → route. The only place of the gateway where a refusal becomes a reply, and where a request is measured. */
export class Dispatcher {
  readonly #options: DispatcherOptions

  constructor(options: DispatcherOptions) {
    this.#options = options
  }

  start(packet: Packet, peer: Peer, slot: Slot): void {
    const now = peer.monotonic()
    const route = peer.protocol.routeOf(packet)
    if (route.access === 'signed-in' && peer.session === undefined) {
      peer.close('not-signed-in')
      slot.complete(undefined)
      return
    }
    slot.request = new Request(this.#options.watch, { packet, peer, now })
    try {
      this.#count(peer, route, now)
      const pending = route.handle(packet, peer, slot)
      pending?.catch((error: unknown) => this.#refuse(packet, peer, { slot, error }))
    } catch (error) {
      this.#refuse(packet, peer, { slot, error })
    }
    if (peer.limit.flooded) peer.close('too-many-requests')
  }

  #count(peer: Peer, route: Route<Packet>, now: number): void {
    const wait = peer.limit.take(now)
    if (wait === 0 || route.unrefusable === true) return
    throw tooMany({ error: 'TooManyRequests', perSecond: this.#options.rate.perSecond, what: 'requests a second on one connection' }, wait)
  }

  #refuse(packet: Packet, peer: Peer, { slot, error }: { slot: Slot; error: unknown }): void {
    const reason = this.#reasonOf(error, peer, slot)
    const closing = peer.protocol.routeOf(packet).closesWhenRefused
    slot.last = closing !== undefined
    slot.complete(peer.protocol.refuse(packet, reason), reason)
    if (closing !== undefined) peer.close(closing)
  }

  /** Our own bugs are logged and answered as `Internal`; nothing of them reaches the client. */
  #reasonOf(error: unknown, peer: Peer, slot: Slot): ImError {
    if (error instanceof ImError) return error
    this.#options.log.error('request failed', { connection: peer.id, trace: slot.request?.trace, error })
    return new ImError('Internal', { cause: error })
  }
}
