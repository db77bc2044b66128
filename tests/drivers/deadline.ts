import { setTimeout as pause } from 'node:timers/promises'

/** Waits for `promise`, at most `ms`; `what` says in the error what did not come. */
export async function within<T>(ms: number, promise: Promise<T>, what: () => string): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`not within ${ms} ms: ${what()}`)), ms)
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

/** Asks again and again until `attempt` gives something, at most `ms`. */
export async function eventually<T>(ms: number, what: string, attempt: () => Promise<T | undefined> | T | undefined): Promise<T> {
  const end = performance.now() + ms
  for (;;) {
    const result = await attempt()
    if (result !== undefined) return result
    if (performance.now() > end) throw new Error(`not within ${ms} ms: ${what}`)
    await pause(20)
  }
}
