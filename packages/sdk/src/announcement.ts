import type { Connection } from './connection.ts'
import { isPassing, MagpieError } from './magpie-error.ts'
import type { Clock } from './ports.ts'

/** What changes at once is said once. */
const settleMs = 50
const retryMs = 2_000

interface AnnouncementPorts<T> {
  readonly clock: Clock
  /** Of what is signed in. */
  readonly connection: () => Connection | undefined
  /** What a connection begins with. */
  readonly initial: T
  readonly wanted: () => T
  readonly say: (connection: Connection, wanted: T) => Promise<unknown>
}

/** What the server is to know of the connection: said when it changes and after every sign-in, one request at a time, and again after what passes. */
export class Announcement<T> {
  readonly #ports: AnnouncementPorts<T>
  /** On this connection; undefined: that is unknown. */
  #said: string | undefined
  #isDue = false

  constructor(ports: AnnouncementPorts<T>) {
    this.#ports = ports
    this.#said = JSON.stringify(ports.initial)
  }

  /** A connection is signed in. */
  begin(): void {
    this.#said = JSON.stringify(this.#ports.initial)
    this.changed()
  }

  /** Something else may be wanted. */
  changed(afterMs = settleMs): void {
    if (this.#isDue || JSON.stringify(this.#ports.wanted()) === this.#said) return
    this.#isDue = true
    this.#ports.clock.after(afterMs, () => void this.#say())
  }

  /** The same is to be said again. */
  repeat(): void {
    if (this.#said === JSON.stringify(this.#ports.initial)) return
    this.#said = undefined
    this.changed()
  }

  async #say(): Promise<void> {
    const wanted = this.#ports.wanted()
    const text = JSON.stringify(wanted)
    const connection = this.#ports.connection()
    let pauseMs = settleMs
    if (connection !== undefined && text !== this.#said) {
      this.#said = text
      try {
        await this.#ports.say(connection, wanted)
      } catch (error) {
        // What is refused for good is not wanted of this connection any more.
        if (isPassing(error)) {
          this.#said = undefined
          pauseMs = Math.max(retryMs, error instanceof MagpieError ? (error.retryAfterMs ?? 0) : 0)
        }
      }
    }
    this.#isDue = false
    // Otherwise the next sign-in does.
    if (this.#ports.connection() !== undefined) this.changed(pauseMs)
  }
}
