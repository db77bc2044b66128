import { setTimeout as pause } from 'node:timers/promises'

const stepMs = 20

/** Begins something so many times a second until it is told to stop, whether or not what was begun has ended; gives how many times. */
export async function atRate(perSecond: number, until: AbortSignal, act: (number: number) => void): Promise<number> {
  const began = performance.now()
  let done = 0
  while (!until.aborted) {
    const due = ((performance.now() - began) / 1000) * perSecond
    // Who comes late does not make up for it all at once: that would be another attack.
    for (const end = Math.min(due, done + (perSecond * stepMs * 5) / 1000); done < end; done++) act(done)
    await pause(stepMs)
  }
  return done
}
