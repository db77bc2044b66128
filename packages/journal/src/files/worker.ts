import { Worker } from 'node:worker_threads'
import type { Disk } from '../disk/disk.ts'
import { DiskWork, type Job } from './disk-work.ts'

/** Runs an action in a later turn of the event loop. */
export type Soon = (action: () => void) => void

/** Where disk work is done. Jobs are done in the order they were given. */
export interface DiskWorker {
  run(job: Job): Promise<void>
  /** After the jobs given before. */
  close(): Promise<void>
}

/** Works in the calling thread: a simulation has no other. */
export class InlineWorker implements DiskWorker {
  readonly #work: DiskWork
  readonly #soon: Soon
  #last: Promise<void> = Promise.resolve()

  constructor(disk: Disk, soon: Soon) {
    this.#work = new DiskWork(disk)
    this.#soon = soon
  }

  run(job: Job): Promise<void> {
    const done = this.#last.then(() => this.#turn()).then(() => this.#work.run(job))
    this.#last = done.catch(() => undefined)
    return done
  }

  async close(): Promise<void> {
    await this.#last
    this.#work.close()
  }

  #turn(): Promise<void> {
    return new Promise((resolve) => this.#soon(resolve))
  }
}

export interface Reply {
  readonly error: Error | undefined
}

interface Waiting {
  resolve(): void
  reject(error: Error): void
}

/** Works in a thread of its own, which is started again should it die. */
export class ThreadWorker implements DiskWorker {
  readonly #waiting: Waiting[] = []
  #thread: Worker | undefined
  #closed = false

  run(job: Job): Promise<void> {
    if (this.#closed) return Promise.reject(new Error('the disk thread was closed'))
    this.#thread ??= this.#start()
    this.#thread.postMessage(job)
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }))
  }

  async close(): Promise<void> {
    this.#closed = true
    const thread = this.#thread
    if (thread === undefined) return
    const ended = new Promise<void>((resolve) => thread.once('exit', () => resolve()))
    thread.postMessage('close')
    await ended
  }

  #start(): Worker {
    const url = new URL(import.meta.url.endsWith('.ts') ? './thread.ts' : './thread.js', import.meta.url)
    const thread = new Worker(url)
    let cause: Error | undefined
    thread.on('message', ({ error }: Reply) => {
      const waiting = this.#waiting.shift()
      if (error === undefined) waiting?.resolve()
      else waiting?.reject(error)
    })
    thread.on('error', (error: Error) => {
      cause = error
    })
    thread.on('exit', () => {
      this.#thread = undefined
      for (const waiting of this.#waiting.splice(0)) waiting.reject(new Error('the disk thread ended', { cause }))
    })
    return thread
  }
}
