import { MagpieError, ownError } from './magpie-error.ts'
import type { Http } from './ports.ts'
import type { TokenSource } from './token-source.ts'
import type { Abort } from './uploaded-file.ts'

interface ApiOptions {
  /** Of the server's `/ws`. */
  readonly url: () => string
  readonly token: TokenSource
  readonly http: Http
}

interface Ask {
  readonly method: 'GET' | 'POST' | 'PATCH'
  readonly json?: object
  readonly bytes?: unknown
  readonly signal?: Abort | undefined
}

/** The server's HTTP API, as the user himself. */
export class Api {
  readonly #options: ApiOptions

  constructor(options: ApiOptions) {
    this.#options = options
  }

  /** Rejects with what the server refuses it with, `Aborted`, or `Disconnected`. */
  async ask(path: string, ask: Ask): Promise<unknown> {
    for (;;) {
      const { status, json } = await this.#answer(path, ask)
      if (status < 300) return json
      // A token that is refused is asked for once more.
      if (status === 401 && this.#options.token.refused()) continue
      throw refusal(status, json)
    }
  }

  /** A path of the server, as a whole address. */
  address(path: string): string {
    return this.#options.url().replace(/^ws/u, 'http').replace(/\/ws$/u, '') + path
  }

  async #answer(path: string, { method, json, bytes, signal }: Ask): Promise<{ readonly status: number; readonly json: unknown }> {
    const token = await this.#options.token.get()
    const type = json === undefined ? undefined : 'application/json'
    try {
      const response = await this.#options.http(this.address(path), {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': type ?? 'application/octet-stream' },
        ...(method !== 'GET' && { body: json === undefined ? bytes : JSON.stringify(json) }),
        ...(signal !== undefined && { signal }),
      })
      return { status: response.status, json: await response.json() }
    } catch (cause) {
      if (signal?.aborted === true) throw ownError('Aborted', 'the program aborted it', { cause })
      throw ownError('Disconnected', 'the server cannot be reached', { cause })
    }
  }
}

const passing = [408, 423, 425, 429, 500, 502, 503, 504]

function refusal(status: number, json: unknown): MagpieError {
  const { error } = (json ?? {}) as { readonly error?: { readonly code?: string; readonly message?: string } } // as: every refusal of the API is that
  const { code = 'Internal', message = `the server answered ${status}` } = error ?? {}
  return new MagpieError(code, { message, retry: passing.includes(status) })
}
