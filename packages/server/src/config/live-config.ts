import type { Log } from '@magpie-im/model'
import type { ChangedSettings } from '@magpie-im/services'
import { type Config, keys, liveKeys } from './keys.ts'

/** The configuration, with what was changed while the server runs. */
export class LiveConfig {
  /** The live keys of it always have the present value: whoever wants to follow them reads them each time. */
  readonly now: Config
  readonly #started: Config
  readonly #log: Log

  constructor(started: Config, log: Log) {
    this.#started = started
    this.#log = log
    this.now = { ...started }
  }

  /** From now on the changes hold, and `onChange` is told after each that there was one. */
  follow(changed: ChangedSettings, onChange: () => void): void {
    for (const key of changed.keys()) this.#take(key, changed.find(key))
    changed.follow((key) => {
      this.#take(key, changed.find(key))
      onChange()
    })
    onChange()
  }

  /** An earlier version may have known other keys and values: what is none now does not hold. */
  #take(name: string, text: string | undefined): void {
    const key = liveKeys.find((each) => each === name)
    if (key === undefined) {
      this.#log.warn('a changed setting does not hold: it is no setting that can be changed', { key: name })
      return
    }
    Object.assign(this.now, { [key]: this.#started[key] })
    if (text === undefined) return
    try {
      Object.assign(this.now, { [key]: keys[key].parse(text) })
    } catch (error) {
      this.#log.warn('a changed setting does not hold: its value is none', { key, error })
    }
  }
}
