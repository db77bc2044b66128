import { setTimeout as rest } from 'node:timers/promises'

/** Told of bytes that were read or written. */
export type OnBytes = (bytes: number) => void

const restEveryBytes = 2 * 1024 * 1024
const longestRestMs = 100

/** Runs work that yields the bytes of its steps. `gently`: it rests as long as it worked, for a server that shares disk and processor. */
export async function pace<T>(work: Generator<number, T>, { gently, onBytes }: { gently: boolean; onBytes: OnBytes }): Promise<T> {
  let began = performance.now()
  let since = 0
  for (;;) {
    const step = work.next()
    if (step.done) return step.value
    onBytes(step.value)
    since += step.value
    if (since < restEveryBytes) continue
    since = 0
    await rest(gently ? Math.min(longestRestMs, performance.now() - began) : 0)
    began = performance.now()
  }
}
