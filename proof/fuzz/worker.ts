import { parentPort, workerData } from 'node:worker_threads'
import { decoders } from './decoders/index.ts'
import { trial } from './trial.ts'

/** What a trial in a thread of its own is given. */
export interface Task {
  readonly name: string
  readonly inputs: number
  readonly seed: number
  readonly seconds: number | undefined
  /** Two numbers, how many inputs were begun and how long the present one is, and the input itself: what is left of a thread that hangs. */
  readonly present: SharedArrayBuffer
}

const { name, inputs, seed, seconds, present } = workerData as Task // as: what `run-decoder.ts` gives
const numbers = new Int32Array(present, 0, 2)
const bytes = Buffer.from(present, 8)

function begin(input: Buffer): void {
  input.copy(bytes)
  numbers[1] = Math.min(input.length, bytes.length)
  Atomics.add(numbers, 0, 1)
}

const decoder = await decoders[name]?.()
if (decoder === undefined) throw new Error(`there is no decoder ${name}`)
const times = decoder.share ?? 1
parentPort?.postMessage(await trial(decoder, { inputs: Math.ceil(inputs * times), seed, begin, ...(seconds !== undefined && { seconds }) }))
