import type { Logger } from './ports.ts'

type Listener<T> = (event: T) => void

/** Tells listeners, in the order in which they came; one that throws keeps nothing from the others. */
export class Emitter<Events extends object> {
  readonly #listeners = new Map<keyof Events, Set<Listener<never>>>()
  readonly #logger: Logger

  constructor(logger: Logger) {
    this.#logger = logger
  }

  /** Returns what ends it. */
  on<N extends keyof Events>(name: N, listener: Listener<Events[N]>): () => void {
    const all = this.#listeners.get(name) ?? new Set()
    this.#listeners.set(name, all)
    all.add(listener)
    return () => all.delete(listener)
  }

  emit<N extends keyof Events>(name: N, event: Events[N]): void {
    for (const listener of this.#listeners.get(name) ?? []) this.#tell(listener as Listener<Events[N]>, String(name), event) // as: `on` put it under its own name
  }

  #tell<T>(listener: Listener<T>, event: string, what: T): void {
    try {
      listener(what)
    } catch (error) {
      this.#logger.log('warn', 'a listener threw', { event, error: error instanceof Error ? error.name : typeof error })
    }
  }
}
