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
const startPatienceMs = 60_000
const stopPatienceMs = 30_000

/** Keeps a server running that is killed and stopped all the time. */
export class Supervisor {
  /** Starts that a broken disk prevented. */
  prevented = 0
  /** How many milliseconds each start took, until the server listened. */
  readonly startsMs: number[] = []
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
  async kill(): Promise<boolean> {
    const server = this.#current
    if (server === undefined || this.#killed.has(server)) return false
    this.#killed.add(server)
    server.signal('SIGKILL')
    await server.ended
    return true
  }

  /** False: there is none that could be told. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): boolean {
    this.#current?.signal(signal)
    return this.#current !== undefined
  }

  /** Starts no further one. */
  async abandon(): Promise<void> {
    this.#stopping = true
    await this.kill()
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
    const began = performance.now()
    const server = new ServerProcess(program)
    this.#current = server
    const ports = await Promise.race([server.ports, pause(startPatienceMs, undefined, { ref: false })])
    if (ports === undefined) server.signal('SIGKILL')
    else {
      this.startsMs.push(Math.round(performance.now() - began))
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
