import { watchAllocations } from './allocation.ts'
import { Corpus } from './corpus.ts'
import type { Decoder, Outcome } from './decoder.ts'
import { describe, type Finding, minimised } from './finding.ts'
import { Mutator } from './mutator.ts'
import { Random } from './random.ts'

export interface TrialOptions {
  readonly inputs: number
  readonly seed: number
  /** Ends it early. */
  readonly seconds?: number
  /** Told each input before it is decoded. */
  readonly begin?: (input: Buffer) => void
}

export interface Trial {
  readonly decoder: string
  readonly inputs: number
  readonly seconds: number
  /** How many of the inputs were taken. */
  readonly taken: number
  readonly ways: number
  readonly slowestMs: number
  /** The most bytes that were asked for at once. */
  readonly mostAllocated: number
  readonly findings: readonly Finding[]
}

/** For one input (I10). */
const patienceMs = 50
const mostFindings = 5
const largestFrame = 640_000
const usualLongest = 2_048
const inputsPerTurn = 128

/** Gives a decoder inputs until there are enough, and says what it did that it must not. */
export async function trial(decoder: Decoder, options: TrialOptions): Promise<Trial> {
  using allocations = watchAllocations()
  using _traces = withoutTraces()
  const run = new Run(decoder, options, () => allocations.takeLargest())
  await run.toEnd()
  return run.result
}

/** Most inputs are refused with an error, of which the trace costs more than all the rest. */
function withoutTraces(): Disposable {
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 0
  return {
    [Symbol.dispose]() {
      Error.stackTraceLimit = stackTraceLimit
    },
  }
}

class Run {
  readonly #decoder: Decoder
  readonly #options: TrialOptions
  readonly #takeLargest: () => number
  readonly #random: Random
  readonly #corpus: Corpus
  readonly #mutator: Mutator
  readonly #findings = new Map<string, Finding>()
  #inputs = 0
  #taken = 0
  #slowestMs = 0
  #mostAllocated = 0
  #seconds = 0

  constructor(decoder: Decoder, options: TrialOptions, takeLargest: () => number) {
    const { seeds, words = [], longest = usualLongest } = decoder
    this.#decoder = decoder
    this.#options = options
    this.#takeLargest = takeLargest
    this.#random = new Random(options.seed)
    this.#corpus = new Corpus(this.#random, seeds)
    this.#mutator = new Mutator({ random: this.#random, corpus: this.#corpus, longest, words })
  }

  async toEnd(): Promise<void> {
    const { inputs, seconds = Number.POSITIVE_INFINITY } = this.#options
    const began = performance.now()
    for (const seed of this.#decoder.seeds) await this.#try(seed, true)
    while (this.#inputs < inputs && this.#findings.size < mostFindings) {
      const input = this.#mutator.next()
      if (!this.#random.oneIn(8)) this.#decoder.mend?.(input, this.#random)
      const trying = this.#try(input, false)
      if (trying !== undefined) await trying
      if (this.#inputs % inputsPerTurn !== 0) continue
      // What decoders put off, such as closing what zlib holds, gets its turn.
      await new Promise((resolve) => setImmediate(resolve))
      if (performance.now() - began > seconds * 1000) break
    }
    this.#seconds = (performance.now() - began) / 1000
  }

  get result(): Trial {
    return {
      decoder: this.#decoder.name,
      inputs: this.#inputs,
      seconds: this.#seconds,
      taken: this.#taken,
      ways: this.#corpus.ways,
      slowestMs: this.#slowestMs,
      mostAllocated: this.#mostAllocated,
      findings: [...this.#findings.values()],
    }
  }

  /** A promise only where there is something to wait for. */
  #try(input: Buffer, mustBeTaken: boolean): Promise<void> | undefined {
    this.#inputs++
    this.#options.begin?.(input)
    this.#takeLargest()
    const began = performance.now()
    try {
      const outcome = this.#decoder.decode(input)
      if (outcome instanceof Promise) return this.#waited(outcome, { input, began, mustBeTaken })
      return this.#note(outcome, { input, began, mustBeTaken })
    } catch (error) {
      return this.#find(input, error)
    }
  }

  async #waited(outcome: Promise<Outcome>, tried: Tried): Promise<void> {
    try {
      await this.#note(await outcome, tried)
    } catch (error) {
      await this.#find(tried.input, error)
    }
  }

  #note({ taken, way }: Outcome, { input, began, mustBeTaken }: Tried): Promise<void> | undefined {
    const ms = performance.now() - began
    const allocated = this.#takeLargest()
    if (allocated > this.#mostAllocated) this.#mostAllocated = allocated
    if (taken) this.#taken++
    this.#corpus.note(taken ? `taken ${way}` : way, input)
    if (allocated > (this.#decoder.mostAllocated ?? largestFrame)) return this.#find(input, new Error(`it asked for ${allocated} bytes`))
    if (mustBeTaken && !taken) return this.#find(input, new Error(`a valid input was refused: ${way}`))
    if (ms > patienceMs) return this.#measureAgain(input, ms)
    if (ms > this.#slowestMs) this.#slowestMs = ms
    return undefined
  }

  /** The collector or another process may have come in between: what is slow is slow every time, and by the thread's own time. */
  async #measureAgain(input: Buffer, first: number): Promise<void> {
    let best = first
    for (let again = 0; again < 3; again++) {
      const began = process.threadCpuUsage()
      await this.#decoder.decode(input)
      const { user, system } = process.threadCpuUsage(began)
      best = Math.min(best, (user + system) / 1000)
    }
    this.#slowestMs = Math.max(this.#slowestMs, best)
    if (best > patienceMs) await this.#find(input, new Error(`it took more than ${patienceMs} ms`))
  }

  async #find(input: Buffer, error: unknown): Promise<void> {
    const [name] = describe(error).split('\n')
    if (this.#findings.has(name ?? '')) return
    const kept = Buffer.from(input)
    const failing = (shorter: Buffer) => this.#fails(shorter, error)
    const smallest = (await failing(kept)) ? await minimised(kept, failing) : kept
    Error.stackTraceLimit = 10
    const seen = await this.#errorOf(smallest)
    Error.stackTraceLimit = 0
    this.#findings.set(name ?? '', { what: describe(seen ?? error), input: smallest })
  }

  async #fails(input: Buffer, like: unknown): Promise<boolean> {
    const error = await this.#errorOf(input)
    return error !== undefined && kindOf(error) === kindOf(like)
  }

  async #errorOf(input: Buffer): Promise<unknown> {
    try {
      this.#takeLargest()
      await this.#decoder.decode(input)
      return undefined
    } catch (error) {
      return error
    }
  }
}

interface Tried {
  readonly input: Buffer
  readonly began: number
  readonly mustBeTaken: boolean
}

function kindOf(error: unknown): string {
  return error instanceof Error ? `${error.name} ${error.message.replaceAll(/\d+/g, '#')}` : typeof error
}
