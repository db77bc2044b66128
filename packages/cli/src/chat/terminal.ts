import { createInterface, cursorTo, type Interface, moveCursor } from 'node:readline'
import type { ReadStream, WriteStream } from 'node:tty'

export type Input = NodeJS.ReadableStream & Partial<Pick<ReadStream, 'isTTY'>>
export type Output = NodeJS.WritableStream & Partial<Pick<WriteStream, 'isTTY' | 'columns'>>

export interface Terminal {
  /** Whether a person types. */
  readonly interactive: boolean
  /** What is typed or piped in, until its end or `close`. */
  readonly lines: AsyncIterable<string>
  /** Prints whole lines, above what is being typed. */
  show(text: string): void
  prompt(text: string): void
  close(): void
}

/** `interrupted`: the person pressed Ctrl-C, or nobody reads the output any more. */
export function openTerminal({ input, output, interrupted }: { input: Input; output: Output; interrupted: () => void }): Terminal {
  output.on('error', interrupted)
  return input.isTTY === true && output.isTTY === true ? new Screen(input, output, interrupted) : new Pipe(input, output)
}

class Pipe implements Terminal {
  readonly interactive = false
  readonly lines: AsyncIterable<string>
  readonly #readline: Interface
  readonly #output: Output

  constructor(input: Input, output: Output) {
    this.#output = output
    this.#readline = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })
    this.lines = linesOf(this.#readline)
  }

  show(text: string): void {
    this.#output.write(`${text}\n`)
  }

  prompt(): void {
    return
  }

  close(): void {
    this.#readline.close()
  }
}

class Screen implements Terminal {
  readonly interactive = true
  readonly lines: AsyncIterable<string>
  readonly #readline: Interface
  readonly #output: Output
  #closed = false

  constructor(input: Input, output: Output, interrupted: () => void) {
    this.#output = output
    this.#readline = createInterface({ input, output, historySize: 100 })
    this.#readline.on('SIGINT', () => {
      interrupted()
      this.close()
    })
    this.#readline.on('close', () => {
      this.#closed = true
    })
    this.#readline.on('line', (line) => this.#eraseTyped(line))
    this.lines = linesOf(this.#readline)
  }

  /** The line being typed is erased, the text takes its place, and readline draws it again below. */
  show(text: string): void {
    if (this.#closed) {
      this.#output.write(`${text}\n`)
      return
    }
    this.#eraseUp(this.#readline.getCursorPos().rows)
    this.#output.write(`${text}\n`)
    Object.assign(this.#readline, { prevRows: 0 }) // how far up readline would begin to draw; after a paste it counts wrong
    this.#readline.prompt(true)
  }

  prompt(text: string): void {
    this.#readline.setPrompt(text)
    this.#readline.prompt(true)
  }

  close(): void {
    if (!this.#closed) this.#eraseUp(this.#readline.getCursorPos().rows)
    this.#readline.close()
  }

  /** A typed line goes away: it is shown again when it is sent. */
  #eraseTyped(line: string): void {
    const width = widthOf(this.#readline.getPrompt()) + widthOf(line)
    this.#eraseUp(Math.floor(width / (this.#output.columns ?? 80)) + 1)
    this.#readline.prompt()
  }

  #eraseUp(rows: number): void {
    moveCursor(this.#output, 0, -rows)
    cursorTo(this.#output, 0)
    this.#output.write('\u001b[J')
  }
}

/** Called at once, so that no line is missed. */
function linesOf(readline: Interface): AsyncIterable<string> {
  const lines = readline[Symbol.asyncIterator]()
  return { [Symbol.asyncIterator]: () => lines }
}

const wide = /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|\p{Emoji_Presentation}|[\uff01-\uff60]/u

/** In columns. */
function widthOf(text: string): number {
  let width = 0
  for (const character of text) width += wide.test(character) ? 2 : 1
  return width
}
