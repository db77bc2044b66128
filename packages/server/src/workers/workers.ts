import type { SecureContextOptions } from 'node:tls'
import type { Receiver, Socket } from '@magpie-im/gateway'
import type { Clock, Log } from '@magpie-im/model'
import type { Place } from '../listen.ts'
import { freePlace } from './free-place.ts'
import type { WorkerDoor } from './messages.ts'
import { Worker } from './worker.ts'

interface WorkersOptions {
  readonly count: number
  readonly clock: Clock
  readonly log: Log
}

interface ListenOptions {
  readonly door: WorkerDoor
  readonly accept: (socket: Socket) => Receiver | undefined
}

const firstDelayMs = 100
const longestDelayMs = 10_000
/** One that lived as long did not fail at once. */
const steadyMs = 60_000
const endPatienceMs = 2_000

/** The worker processes, which share a port; one that ends is replaced, its clients come back to whoever takes them. */
export class Workers {
  readonly #options: WorkersOptions
  readonly #workers = new Map<number, Worker>()
  #listening: ListenOptions | undefined
  #closing = false

  constructor(options: WorkersOptions) {
    this.#options = options
  }

  /** Of each worker that runs, by its number. */
  get connections(): ReadonlyMap<number, number> {
    return new Map([...this.#workers].map(([number, { connections }]) => [number, connections]))
  }

  /** Resolves, when all listen, with the port they share. Rejects with the system's error when one cannot. */
  async listen({ door, accept }: ListenOptions): Promise<Place> {
    const place = await freePlace(door, this.#options.clock)
    const listening = { door: { ...door, port: place.port }, accept }
    this.#listening = listening
    const workers = Array.from({ length: this.#options.count }, (_, index) => this.#start(index + 1, listening))
    await Promise.all(workers.map(({ listening }) => listening))
    return place
  }

  /** For connections from now on. */
  certify(certificate: SecureContextOptions): void {
    if (this.#listening !== undefined) this.#listening = { ...this.#listening, door: { ...this.#listening.door, certificate } }
    for (const worker of this.#workers.values()) worker.say({ type: 'certificate', certificate })
  }

  /** No new connections, and no new workers; open connections stay. */
  close(): void {
    this.#closing = true
    for (const worker of this.#workers.values()) worker.say({ type: 'close' })
  }

  /** Resolves when all are gone. */
  async end(): Promise<void> {
    this.close()
    const workers = [...this.#workers.values()]
    for (const worker of workers) worker.end()
    const timer = this.#options.clock.after(endPatienceMs, () => {
      for (const worker of workers) worker.kill()
    })
    await Promise.all(workers.map(({ exited }) => exited))
    timer.cancel()
  }

  #start(number: number, listening: ListenOptions, delayMs = firstDelayMs): Worker {
    const { clock } = this.#options
    const log = labelled(this.#options.log, { worker: number })
    const begun = clock.monotonic()
    const ended = (how: object) => {
      this.#workers.delete(number)
      if (this.#closing) return
      log.error('worker ended', how)
      this.#replace(number, clock.monotonic() - begun > steadyMs ? firstDelayMs : delayMs)
    }
    const worker = new Worker({ ...listening, log, ended })
    worker.listening.then(
      () => log.info('worker listens', { pid: worker.pid }),
      (error: unknown) => {
        log.error('worker does not listen', { error })
        worker.kill()
      },
    )
    this.#workers.set(number, worker)
    return worker
  }

  #replace(number: number, delayMs: number): void {
    this.#options.clock.after(delayMs, () => {
      if (!this.#closing && this.#listening !== undefined) {
        this.#start(number, this.#listening, Math.min(delayMs * 2, longestDelayMs))
      }
    })
  }
}

function labelled(log: Log, label: object): Log {
  const at =
    (level: keyof Log) =>
    (message: string, fields: object = {}) =>
      log[level](message, { ...fields, ...label })
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}
