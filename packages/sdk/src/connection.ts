import type { Heartbeat } from './heartbeat.ts'
import { MagpieError, ownError } from './magpie-error.ts'
import type { Clock, Socket, SocketListener, Timer } from './ports.ts'
import type { CommandName, Fields, Refusal, Reply, ServerEvent } from './protocol.ts'
import { Pulse } from './pulse.ts'

const patienceMs = 15_000

/** Why a connection ended. */
export interface Ending {
  readonly reason: string
  readonly message: string
  readonly reconnect: boolean
}

const lost: Ending = { reason: 'lost', message: 'the connection was lost', reconnect: true }
export const silent: Ending = { reason: 'silent', message: 'the server does not answer any more', reconnect: true }
export const left: Ending = { reason: 'left', message: 'the client was closed', reconnect: false }

interface ConnectionListener {
  opened(): void
  event(event: ServerEvent): void
  /** Once. All requests were told before. */
  ended(why: Ending): void
}

interface Pending {
  readonly resolve: (ok: unknown) => void
  readonly reject: (error: MagpieError) => void
  readonly limit: Timer
}

/** One socket: requests and their answers by id, heartbeats, and what the server tells. */
export class Connection implements SocketListener {
  readonly #socket: Socket
  readonly #clock: Clock
  readonly #listener: ConnectionListener
  readonly #pending = new Map<number, Pending>()
  #lastId = 0
  #pulse: Pulse | undefined
  #ending: Ending | undefined

  constructor(socket: Socket, clock: Clock, listener: ConnectionListener) {
    this.#socket = socket
    this.#clock = clock
    this.#listener = listener
  }

  get ending(): Ending | undefined {
    return this.#ending
  }

  /** Rejects with what the server refuses it with, `TimedOut`, or, when nobody can say what became of it, `Disconnected`. */
  request<N extends CommandName>(type: N, fields: Fields<N>): Promise<Reply<N>> {
    return new Promise((resolve, reject) => {
      if (this.#ending !== undefined) {
        reject(disconnected(this.#ending))
        return
      }
      const id = this.#lastId + 1
      const text = JSON.stringify({ ...fields, id, type })
      this.#lastId = id
      const limit = this.#clock.after(patienceMs, () => {
        this.#pending.delete(id)
        reject(ownError('TimedOut', `${type} was not answered in time`))
      })
      this.#pending.set(id, { resolve: (ok) => resolve(ok as Reply<N>), reject, limit }) // as: the server answers by the same table
      this.#send(text)
    })
  }

  /** From now on speaks when there is nothing else to say, and gives up a server that does not answer. */
  keepAlive(heartbeat: Heartbeat): void {
    if (this.#ending !== undefined) return
    this.#pulse = new Pulse(this.#clock, heartbeat, { ping: () => this.request('ping', {}), silent: () => this.#end(silent) })
  }

  close(why: Ending): void {
    this.#end(why)
  }

  opened(): void {
    this.#listener.opened()
  }

  received(text: string): void {
    if (this.#ending !== undefined) return
    const frame = parse(text)
    if (frame !== undefined) this.#take(frame)
    if (this.#ending === undefined) this.#pulse?.heard({ isWaiting: this.#pending.size > 0 })
  }

  closed(): void {
    this.#end(lost)
  }

  #send(text: string): void {
    this.#pulse?.sent()
    try {
      this.#socket.send(text)
    } catch {
      this.#end(lost)
    }
  }

  #take(frame: object): void {
    if ('event' in frame)
      this.#told(frame as ServerEvent) // as: the server writes by the same table
    else this.#answered(frame as Answer) // as: the same
  }

  #told(event: ServerEvent): void {
    if (event.event === 'closed') this.#end(event)
    else this.#listener.event(event)
  }

  #answered({ id, ok, error }: Answer): void {
    const pending = typeof id === 'number' ? this.#pending.get(id) : undefined
    if (pending === undefined || typeof id !== 'number') return
    this.#pending.delete(id)
    pending.limit.cancel()
    if (error === undefined) pending.resolve(ok)
    else pending.reject(new MagpieError(error.code, error))
  }

  #end(why: Ending): void {
    if (this.#ending !== undefined) return
    this.#ending = why
    this.#pulse?.stop()
    this.#socket.close()
    for (const { reject, limit } of this.#pending.values()) {
      limit.cancel()
      reject(disconnected(why))
    }
    this.#pending.clear()
    this.#listener.ended(why)
  }
}

type Answer = Partial<Refusal> & { readonly ok?: unknown }

export function disconnected({ message, reconnect }: Ending): MagpieError {
  return ownError('Disconnected', message, { retry: reconnect })
}

/** Undefined: nothing of ours. */
function parse(text: string): object | undefined {
  try {
    const frame: unknown = JSON.parse(text)
    return typeof frame === 'object' && frame !== null ? frame : undefined
  } catch {
    return undefined
  }
}
