const everyMs = 1000

interface ByteProgressOptions {
  /** What the bytes are, such as `copied`. */
  readonly name: string
  /** Whether it is told where standard error is no terminal, too. */
  readonly always: boolean
  /** Undefined: nobody knows. */
  readonly total?: number
}

/** Says on standard error, now and then, how many bytes of a long work are done. */
export class ByteProgress {
  readonly #options: ByteProgressOptions
  readonly #isTerminal = process.stderr.isTTY === true
  #bytes = 0
  #told = performance.now()

  constructor(options: ByteProgressOptions) {
    this.#options = options
  }

  readonly add = (bytes: number): void => {
    this.#bytes += bytes
    if (performance.now() - this.#told < everyMs) return
    this.#told = performance.now()
    this.#tell()
  }

  end(): void {
    this.#tell()
    if (this.#isTerminal) process.stderr.write('\n')
  }

  #tell(): void {
    const { name, always, total } = this.#options
    const of = total === undefined ? '' : ` of ${mib(total)}`
    if (this.#isTerminal) process.stderr.write(`\r${mib(this.#bytes)}${of} MiB ${name}`)
    else if (always) process.stderr.write(`${mib(this.#bytes)}${of} MiB ${name}\n`)
  }
}

function mib(bytes: number): string {
  return (bytes / 1_048_576).toFixed(1)
}
