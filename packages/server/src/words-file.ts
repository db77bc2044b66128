import { readFile, stat } from 'node:fs/promises'
import type { Clock, Log, Timer } from '@magpie-im/model'
import { type BlockedWords, parseWords } from '@magpie-im/services'

const betweenLooksMs = 5_000
const largestFile = 16 * 1024 * 1024

interface WordsFileOptions {
  readonly path: string
  readonly blockedWords: BlockedWords
  readonly clock: Clock
  readonly log: Log
}

/** The file of blocked words: read again when it changes; while it cannot be read, the words stay as they were. */
export class WordsFile {
  readonly #options: WordsFileOptions
  #seen = ''
  #timer: Timer | undefined
  #closed = false

  constructor(options: WordsFileOptions) {
    this.#options = options
  }

  /** Resolves when the words are in force. */
  async open(): Promise<void> {
    await this.look()
    this.#wait()
  }

  close(): void {
    this.#closed = true
    this.#timer?.cancel()
  }

  async look(): Promise<void> {
    const { path, blockedWords, log } = this.#options
    try {
      const { mtimeMs, size } = await stat(path)
      const version = `${mtimeMs} ${size}`
      if (version === this.#seen) return
      this.#seen = version
      if (size > largestFile) throw new Error(`it has more than ${largestFile} bytes`)
      const words = parseWords(await readFile(path, 'utf8'))
      blockedWords.useFile(words)
      log.info('blocked words read', { path, words: words.size })
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      if (this.#seen === reason) return
      if (isMissing(error)) this.#seen = reason
      log.error('blocked words stay as they were: the file cannot be used', { path, reason })
    }
  }

  #wait(): void {
    if (this.#closed) return
    this.#timer = this.#options.clock.after(betweenLooksMs, () => void this.look().then(() => this.#wait()))
  }
}

/** Then there is no version to remember it by. */
function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error
}
