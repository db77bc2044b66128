import { type ChildProcess, fork } from 'node:child_process'
import type { Duplex } from 'node:stream'
import { CarriedSockets, type Receiver, type Socket } from '@magpie-im/gateway'
import type { Log } from '@magpie-im/model'
import { linkDescriptor } from './link-descriptor.ts'
import type { WorkerCommand, WorkerDoor, WorkerReport } from './messages.ts'

export interface WorkerOptions {
  readonly door: WorkerDoor
  readonly accept: (socket: Socket) => Receiver | undefined
  readonly log: Log
  /** It is gone, whether it was told to end or not. */
  readonly ended: (how: { readonly code: number | null; readonly signal: string | null }) => void
}

/** A worker process and the sockets it carries. */
export class Worker {
  /** Rejects with the system's error when it cannot listen, or when it ends before. */
  readonly listening: Promise<void>
  readonly exited: Promise<void>
  readonly #child: ChildProcess
  readonly #sockets: CarriedSockets

  constructor({ door, accept, log, ended }: WorkerOptions) {
    const file = import.meta.url.endsWith('.ts') ? './program.ts' : './program.js'
    const child = fork(new URL(file, import.meta.url), {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc', 'pipe'],
    })
    const stream = child.stdio[linkDescriptor] as Duplex // as: a pipe that is none of the first three goes both ways
    this.#child = child
    this.#sockets = new CarriedSockets({ stream, accept, soon: process.nextTick, later: setImmediate })
    const listening = Promise.withResolvers<void>()
    this.listening = listening.promise
    child.on('error', (error) => listening.reject(error))
    child.on('message', (report: WorkerReport) => {
      if (report.type === 'listening') listening.resolve()
      else if (report.type === 'refused') listening.reject(Object.assign(new Error(report.message), { code: report.code }))
      else if (report.type === 'log') log[report.level](report.message, report.fields)
    })
    this.exited = new Promise((resolve) => {
      child.on('exit', (code, signal) => {
        stream.destroy()
        listening.reject(new Error(`a worker ended with ${signal ?? code}`))
        ended({ code, signal })
        resolve()
      })
    })
    this.say({ type: 'listen', door })
  }

  /** Undefined: it could not be started. */
  get pid(): number | undefined {
    return this.#child.pid
  }

  get connections(): number {
    return this.#sockets.size
  }

  say(command: WorkerCommand): void {
    if (this.#child.connected) this.#child.send(command)
  }

  /** What was sent to its clients before is still handed to the system. */
  end(): void {
    this.#sockets.end()
  }

  kill(): void {
    this.#child.kill('SIGKILL')
  }
}
