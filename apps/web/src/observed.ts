import { useSyncExternalStore } from 'react'

/** What components look at: it changes, and says so. */
export class Observed {
  readonly #listeners = new Set<() => void>()
  #version = 0
  #isTold = true

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly version = (): number => this.#version

  /** Told once for all that changes in one turn. */
  protected changed(): void {
    this.#version++
    if (!this.#isTold) return
    this.#isTold = false
    queueMicrotask(() => {
      this.#isTold = true
      for (const listener of this.#listeners) listener()
    })
  }
}

export function useObserved<T extends Observed>(observed: T): T {
  useSyncExternalStore(observed.subscribe, observed.version)
  return observed
}
