import { Worker } from 'node:worker_threads'
import type { Disk } from '../disk/disk.ts'
import type { Soon } from '../files/worker.ts'
import { type CompactionStep, type CompactionTask, compactFolder } from './compact-folder.ts'

/** Where segments are rewritten; one task at a time. */
export interface Compactor {
  /** Rejects when the disk fails; what was replaced before stays so. */
  run(task: CompactionTask, onStep: (step: CompactionStep) => void): Promise<void>
  /** Ends the task at whatever point it is: it rejects. */
  stop(): Promise<void>
}

/** Works in the calling thread: a simulation has no other. */
export class InlineCompactor implements Compactor {
  readonly #disk: Disk
  readonly #soon: Soon
  #stopped = false
  #last: Promise<void> = Promise.resolve()

  constructor(disk: Disk, soon: Soon) {
    this.#disk = disk
    this.#soon = soon
  }

  run(task: CompactionTask, onStep: (step: CompactionStep) => void): Promise<void> {
    const done = this.#run(task, onStep)
    this.#last = done.catch(() => undefined)
    return done
  }

  async stop(): Promise<void> {
    this.#stopped = true
    await this.#last
  }

  async #run(task: CompactionTask, onStep: (step: CompactionStep) => void): Promise<void> {
    for (const step of compactFolder(this.#disk, task)) {
      onStep(step)
      await new Promise<void>((resolve) => this.#soon(resolve))
      if (this.#stopped) throw new Error('the compaction was stopped')
    }
  }
}

/** Works in a thread of its own, which lives as long as its task. */
export class ThreadCompactor implements Compactor {
  #thread: Worker | undefined

  run(task: CompactionTask, onStep: (step: CompactionStep) => void): Promise<void> {
    const url = new URL(import.meta.url.endsWith('.ts') ? './thread.ts' : './thread.js', import.meta.url)
    const thread = new Worker(url, { workerData: task })
    this.#thread = thread
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    thread.on('message', onStep)
    thread.on('error', reject)
    thread.on('exit', (code) => {
      this.#thread = undefined
      if (code === 0) resolve()
      else reject(new Error('the compaction was stopped'))
    })
    return promise
  }

  async stop(): Promise<void> {
    await this.#thread?.terminate()
  }
}
