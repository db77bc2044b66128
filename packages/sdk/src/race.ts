import type { Clock, Socket, SocketListener, Timer, Transport } from './ports.ts'

const patienceMs = 10_000

interface RaceOptions {
  readonly urls: readonly string[]
  readonly transport: Transport
  readonly clock: Clock
}

interface Outcome {
  /** The first that is open; gives who is told what comes of it. */
  won(socket: Socket, url: string): SocketListener
  /** None came up in time. */
  lost(): void
}

/** Connects to all hosts at once and keeps the one that is open first. */
export class Race {
  readonly #outcome: Outcome
  readonly #running = new Map<Runner, Socket>()
  readonly #limit: Timer
  #over = false

  constructor({ urls, transport, clock }: RaceOptions, outcome: Outcome) {
    this.#outcome = outcome
    this.#limit = clock.after(patienceMs, () => this.#lose())
    for (const url of urls) this.#enter(url, transport)
    if (this.#running.size === 0) this.#lose()
  }

  cancel(): void {
    if (this.#over) return
    this.#over = true
    this.#limit.cancel()
    for (const socket of this.#running.values()) socket.close()
    this.#running.clear()
  }

  #enter(url: string, transport: Transport): void {
    const runner = new Runner({ opened: () => this.#win(runner, url), closed: () => this.#drop(runner) })
    this.#running.set(runner, transport.open(url, runner))
  }

  #win(runner: Runner, url: string): void {
    const socket = this.#running.get(runner)
    if (socket === undefined) return
    this.#running.delete(runner)
    this.cancel()
    runner.follow(this.#outcome.won(socket, url))
  }

  #drop(runner: Runner): void {
    this.#running.delete(runner)
    if (this.#running.size === 0) this.#lose()
  }

  #lose(): void {
    if (this.#over) return
    this.cancel()
    this.#outcome.lost()
  }
}

/** Passes on what is told of a socket, once somebody wants it. */
class Runner implements SocketListener {
  readonly #race: Pick<SocketListener, 'opened' | 'closed'>
  #listener: SocketListener | undefined

  constructor(race: Pick<SocketListener, 'opened' | 'closed'>) {
    this.#race = race
  }

  follow(listener: SocketListener): void {
    this.#listener = listener
    listener.opened()
  }

  opened(): void {
    this.#race.opened()
  }

  received(text: string): void {
    this.#listener?.received(text)
  }

  closed(): void {
    if (this.#listener === undefined) this.#race.closed()
    else this.#listener.closed()
  }
}
