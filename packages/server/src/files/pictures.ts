import { type ChildProcess, fork } from 'node:child_process'
import type { Clock, Log, Picture, Timer } from '@magpie-im/model'
import type { LookAt, LookedAt } from './picture-messages.ts'

interface PicturesOptions {
  readonly clock: Clock
  readonly log: Log
}

/** Longer than a picture takes that is worth it. */
const longestMs = 20_000
/** The process ends when there was nothing to do for as long. */
const restMs = 60_000

/** Reads pictures, one after the other, in a process of its own that is there only while there are some. */
export class Pictures {
  readonly #options: PicturesOptions
  #last: Promise<unknown> = Promise.resolve()
  #child: ChildProcess | undefined
  #rest: Timer | undefined

  constructor(options: PicturesOptions) {
    this.#options = options
  }

  /** Undefined: it is no picture that can be read. A small version is made at `to`, or nothing that counts is there. */
  look(asked: LookAt): Promise<Picture | undefined> {
    const looked = this.#last.then(() => this.#look(asked))
    this.#last = looked
    return looked
  }

  close(): void {
    this.#rest?.cancel()
    this.#child?.kill('SIGKILL')
  }

  async #look(asked: LookAt): Promise<Picture | undefined> {
    const { clock, log } = this.#options
    this.#rest?.cancel()
    const child = this.#child ?? this.#start()
    const { promise, resolve } = Promise.withResolvers<Picture | undefined>()
    const answered = ({ picture }: LookedAt) => resolve(picture)
    const ended = () => resolve(undefined)
    const timer = clock.after(longestMs, () => {
      log.warn('a picture took too long and was left as it is')
      child.kill('SIGKILL')
    })
    child.once('message', answered)
    child.once('exit', ended)
    child.send(asked, (error) => {
      if (error !== null) ended()
    })
    const picture = await promise
    timer.cancel()
    child.off('message', answered)
    child.off('exit', ended)
    this.#rest = clock.after(restMs, () => child.kill('SIGKILL'))
    return picture
  }

  #start(): ChildProcess {
    const file = import.meta.url.endsWith('.ts') ? './picture-program.ts' : './picture-program.js'
    const child = fork(new URL(file, import.meta.url), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
    const gone = () => {
      if (this.#child === child) this.#child = undefined
    }
    child.on('error', (error) => {
      this.#options.log.warn('the process that reads pictures failed', { error })
      gone()
    })
    child.on('exit', gone)
    this.#child = child
    return child
  }
}
