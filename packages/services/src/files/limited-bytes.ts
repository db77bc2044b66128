import { ImError } from '@magpie-im/model'

/** Bytes up to a limit. Ends where they break off or would go beyond it, and says later why. */
export class LimitedBytes implements AsyncIterable<Uint8Array> {
  readonly #bytes: AsyncIterable<Uint8Array>
  #left: number
  /** Why it ended; undefined: it was at its end. */
  failure: ImError | undefined

  constructor(bytes: AsyncIterable<Uint8Array>, limit: number) {
    this.#bytes = bytes
    this.#left = limit
  }

  async *[Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    try {
      for await (const part of this.#bytes) {
        if (part.length > this.#left) throw new ImError('TooLarge', { detail: 'more bytes than are wanted here' })
        this.#left -= part.length
        yield part
      }
    } catch (error) {
      this.failure = error instanceof ImError ? error : new ImError('BadRequest', { detail: 'the part broke off', cause: error })
    }
  }
}
