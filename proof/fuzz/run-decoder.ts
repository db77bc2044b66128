import { Worker } from 'node:worker_threads'
import type { Trial } from './trial.ts'
import type { Task } from './worker.ts'

const longestKept = 65_536
const hangMs = 10_000
/** Of JavaScript values; a decoder needs a fraction of it. */
const heapMiB = 256

/** A trial in a thread of its own, which is ended when an input keeps it busy or eats its memory. */
export async function runDecoder(task: Omit<Task, 'present'>): Promise<Trial> {
  const present = new SharedArrayBuffer(8 + longestKept)
  const workerData: Task = { ...task, present }
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData, resourceLimits: { maxOldGenerationSizeMb: heapMiB } })
  const { promise, resolve } = Promise.withResolvers<Trial>()
  const lost = (what: string) => resolve(unfinished(task.name, present, what))
  // Only at the end of its thread has a decoder cleared away what it left on the disk.
  worker.once('message', (done: Trial) => void worker.once('exit', () => resolve(done)))
  worker.once('error', (error) => lost(`it ended its thread: ${error.message}`))
  let seen = 0
  const watch = setInterval(() => {
    const begun = new Int32Array(present)[0] ?? 0
    if (begun > 0 && begun === seen) lost(`it did not end within ${hangMs / 1000} seconds`)
    seen = begun
  }, hangMs)
  try {
    return await promise
  } finally {
    clearInterval(watch)
    await worker.terminate()
  }
}

/** What is known of a trial whose thread is lost: the input it was at. */
function unfinished(decoder: string, present: SharedArrayBuffer, what: string): Trial {
  const [inputs = 0, length = 0] = new Int32Array(present, 0, 2)
  const input = Buffer.from(Buffer.from(present, 8, length))
  return { decoder, inputs, seconds: 0, taken: 0, ways: 0, slowestMs: hangMs, mostAllocated: 0, findings: [{ what, input }] }
}
