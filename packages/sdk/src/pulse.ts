import type { Heartbeat } from './heartbeat.ts'
import type { Clock, Timer } from './ports.ts'

interface PulseOwner {
  /** Says something that is answered whatever else goes on; resolves when it is. */
  ping(): Promise<unknown>
  /** Nobody is there any more. */
  silent(): void
}

/** Whether the other side of a connection is still there: speaks after a silence, and asks again when an answer is late. */
export class Pulse {
  readonly #clock: Clock
  readonly #heartbeat: Heartbeat
  readonly #owner: PulseOwner
  #idle: Timer | undefined
  #late: Timer | undefined
  /** The oldest that is not answered was said after a silence. */
  #afterSilence = false
  #isOver = false

  constructor(clock: Clock, heartbeat: Heartbeat, owner: PulseOwner) {
    this.#clock = clock
    this.#heartbeat = heartbeat
    this.#owner = owner
    this.#rest()
  }

  /** A request goes out. */
  sent(): void {
    this.#rest()
    this.#late ??= this.#clock.after(this.#heartbeat.lateMs, () => this.#doubt())
  }

  /** Anything came in. */
  heard({ isWaiting }: { readonly isWaiting: boolean }): void {
    this.#afterSilence = false
    this.#late?.cancel()
    this.#late = isWaiting ? this.#clock.after(this.#heartbeat.lateMs, () => this.#doubt()) : undefined
  }

  stop(): void {
    this.#isOver = true
    this.#idle?.cancel()
    this.#late?.cancel()
  }

  #rest(): void {
    this.#idle?.cancel()
    this.#idle = this.#clock.after(this.#heartbeat.intervalMs, () => this.#speak())
  }

  #speak(): void {
    this.#afterSilence = this.#late === undefined
    this.#ping(() => {
      this.#heartbeat.answered()
      if (!this.#isOver) this.#rest()
    })
  }

  /** The device may have slept, or the server be slow: only who does not answer this either is gone. */
  #doubt(): void {
    this.#late = this.#clock.after(this.#heartbeat.lateMs, () => {
      this.#heartbeat.died({ afterSilence: this.#afterSilence })
      this.#owner.silent()
    })
    this.#ping(() => undefined)
  }

  #ping(answered: () => void): void {
    this.#owner.ping().then(answered, () => undefined)
  }
}
