/** What the HTTP API answered. */
export interface Answer {
  readonly status: number
  /** Undefined: none. */
  readonly body: unknown
}

/** A product's backend. */
export class Api {
  readonly #url: string
  readonly #key: string

  constructor(httpPort: number, key: string) {
    this.#url = `http://127.0.0.1:${httpPort}/api/v1`
    this.#key = key
  }

  /** Throws when there is no answer. */
  async ask(method: 'GET' | 'POST' | 'PUT', path: string, body?: object): Promise<Answer> {
    const response = await fetch(this.#url + path, {
      method,
      headers: { authorization: `Bearer ${this.#key}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) }
  }
}

export function succeeded({ status }: Answer): boolean {
  return status >= 200 && status < 300
}
