import { Worker } from 'node:worker_threads'
import type { Command, Report, ThreadStart } from './messages.ts'

export interface Thread {
  post(command: Command): void
  /** Ends it, whatever it is doing. */
  end(): void
}

export interface ThreadListener {
  report(report: Report): void
  /** Called once; nothing is reported after it. */
  ended(error: Error | undefined): void
}

export type StartThread = (start: ThreadStart, listener: ThreadListener) => Thread

/**
 * What it makes lives for one batch; without a limit V8 would in time hold several times as much of it.
 * A `--max-semi-space-size` of the process, such as the launcher gives (48 MiB for each thread), takes the place of this one.
 */
const resourceLimits = { maxYoungGenerationSizeMb: 24 }

export const startWorker: StartThread = (start, listener) => {
  const file = import.meta.url.endsWith('.ts') ? './thread.ts' : './thread.js'
  const worker = new Worker(new URL(file, import.meta.url), { workerData: start, name: 'read-model', resourceLimits })
  let failure: Error | undefined
  worker.on('message', (report: Report) => listener.report(report))
  worker.on('error', (error: Error) => {
    failure = error
  })
  worker.on('exit', () => listener.ended(failure))
  return {
    post: (command) => worker.postMessage(command),
    end: () => void worker.terminate(),
  }
}
