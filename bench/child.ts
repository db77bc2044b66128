import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { setPriority } from 'node:os'
import { fileURLToPath } from 'node:url'

/** A process of the bench, by its path here, that is asked and answers. Ends when it is disposed of, at the latest with this process. */
export class Child implements Disposable {
  readonly pid: number
  readonly #name: string
  readonly #process: ChildProcess
  readonly #kill = () => this.#process.kill('SIGKILL')

  /** `niceness`: how readily it leaves the processor to others, as `nice` has it. */
  constructor(name: string, niceness = 0) {
    this.#name = name
    this.#process = fork(fileURLToPath(new URL(`${name}.ts`, import.meta.url)))
    process.once('exit', this.#kill)
    if (this.#process.pid === undefined) throw new Error(`${name} did not start`)
    this.pid = this.#process.pid
    setPriority(this.pid, niceness)
  }

  async ask(question: object): Promise<unknown> {
    const over = new AbortController()
    const ended = once(this.#process, 'exit', { signal: over.signal }).then(() => Promise.reject(new Error(`${this.#name} ended early`)))
    // When it was called off, nobody looks.
    ended.catch(() => undefined)
    try {
      const answer = once(this.#process, 'message', { signal: over.signal })
      answer.catch(() => undefined)
      this.#process.send(question)
      const [value] = await Promise.race([answer, ended])
      return value
    } finally {
      over.abort()
    }
  }

  [Symbol.dispose](): void {
    process.off('exit', this.#kill)
    this.#kill()
  }
}
