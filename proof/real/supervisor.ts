import { setTimeout as pause } from 'node:timers/promises'
import { type Ports, ServerProcess, type ServerProgram } from './server-process.ts'

interface SupervisorOptions {
  readonly program: ServerProgram
  /** Told where the server listens from now on; undefined: nowhere. */
  readonly onPorts: (ports: Ports | undefined) => void
  /** Told of what no server may do. */
  readonly onTrouble: (what: string) => void
  /** Rises whenever the disk refused something: an excuse for a start that failed meanwhile. */
  readonly refusals: () => number
}

const retryMs = 200
const startPatienceMs = 30_000
const stopPatienceMs = 30_000

/** Keeps a server running that is killed and stopped all the time. */
export class Supervisor {
  /** Starts that a broken disk prevented. */
  prevented = 0
  readonly #options: SupervisorOptions
  #current: ServerProcess | undefined
  #killed = new WeakSet<ServerProcess>()
  #up = Promise.withResolvers<Ports>()
  #stopping = false
  #kept: Promise<void> | undefined

  constructor(options: SupervisorOptions) {
    this.#options = options
  }

  start(): void {
    this.#kept ??= this.#keep()
  }

  /** Resolves when it listens. */
  get up(): Promise<Ports> {
    return this.#up.promise
  }

  /** Also while it starts. False: there was nothing to kill. */
  kill(): boolean {
    if (this.#current === undefined || this.#killed.has(this.#current)) return false
    this.#killed.add(this.#current)
    this.#current.signal('SIGKILL')
    return true
  }

  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#current?.signal(signal)
  }

  /** Starts no further one. */
  abandon(): void {
    this.#stopping = true
    this.kill()
  }

  /** As an operator would; gives the exit code. */
  async stop(): Promise<number | null | undefined> {
    await this.up
    this.#stopping = true
    const server = this.#current
    server?.signal('SIGTERM')
    const late = pause(stopPatienceMs, undefined, { ref: false }).then(() => server?.signal('SIGKILL'))
    await this.#kept
    void late
    return (await server?.ended)?.code
  }

  async #keep(): Promise<void> {
    while (!this.#stopping) await this.#once()
  }

  async #once(): Promise<void> {
    const { program, onPorts, onTrouble, refusals } = this.#options
    const refusedBefore = refusals()
    const server = new ServerProcess(program)
    this.#current = server
    const ports = await Promise.race([server.ports, pause(startPatienceMs, undefined, { ref: false })])
    if (ports === undefined) server.signal('SIGKILL')
    else {
      onPorts(ports)
      this.#up.resolve(ports)
    }
    const { code, signal } = await server.ended
    this.#current = undefined
    this.#up = ports === undefined ? this.#up : Promise.withResolvers()
    onPorts(undefined)
    if (this.#killed.has(server) || this.#stopping) return
    if (ports !== undefined) onTrouble(`the server ended by itself with ${signal ?? `code ${code}`}`)
    else if (refusals() > refusedBefore) this.prevented++
    else onTrouble(`the server did not start on a good disk: ${signal ?? `code ${code}`}`)
    await pause(retryMs)
  }
}
