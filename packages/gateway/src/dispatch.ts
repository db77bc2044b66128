import { ImError, type Log } from '@magpie-im/model'
import type { Connection } from './connection.ts'
import type { Slot } from './pipeline.ts'
import type { Packet } from './protocol.ts'

/** Packet → route. The only place of the gateway where a refusal becomes a reply. */
export class Dispatcher {
  readonly #log: Log

  constructor(log: Log) {
    this.#log = log
  }

  start(packet: Packet, connection: Connection, slot: Slot): void {
    const route = connection.protocol.routeOf(packet)
    if (route.access === 'signed-in' && connection.session === undefined) {
      connection.close('not-signed-in')
      slot.complete(undefined)
      return
    }
    try {
      const pending = route.handle(packet, connection, slot)
      pending?.catch((error: unknown) => this.#refuse(packet, connection, { slot, error }))
    } catch (error) {
      this.#refuse(packet, connection, { slot, error })
    }
  }

  #refuse(packet: Packet, connection: Connection, { slot, error }: { slot: Slot; error: unknown }): void {
    slot.complete(connection.protocol.refuse(packet, this.#reasonOf(error, connection)))
    const closing = connection.protocol.routeOf(packet).closesWhenRefused
    if (closing !== undefined) connection.close(closing)
  }

  /** Our own bugs are logged and answered as `Internal`; nothing of them reaches the client. */
  #reasonOf(error: unknown, connection: Connection): ImError {
    if (error instanceof ImError) return error
    this.#log.error('request failed', { connection: connection.id, error })
    return new ImError('Internal', { cause: error })
  }
}
