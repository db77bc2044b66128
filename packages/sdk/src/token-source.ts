import { ownError } from './magpie-error.ts'

export type Token = string | (() => Promise<string>)

/** The token that is used until it is refused, and then a new one from whoever makes them. */
export class TokenSource {
  readonly #token: Token
  #kept: string | undefined
  #isNew = false

  constructor(token: Token) {
    this.#token = token
  }

  /** Rejects with `TokenUnavailable`. */
  async get(): Promise<string> {
    if (typeof this.#token === 'string') return this.#token
    this.#isNew = this.#kept === undefined
    this.#kept ??= await this.#ask(this.#token)
    return this.#kept
  }

  /** The last one was refused; says whether a newer one may do better. */
  refused(): boolean {
    const mayRenew = typeof this.#token !== 'string' && !this.#isNew
    this.#kept = undefined
    return mayRenew
  }

  async #ask(make: () => Promise<string>): Promise<string> {
    try {
      return await make()
    } catch (cause) {
      throw ownError('TokenUnavailable', 'there is no token to sign in with', { cause })
    }
  }
}
