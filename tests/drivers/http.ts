import { expect } from 'vitest'

export interface Reply {
  readonly status: number
  readonly headers: Headers
  /** Undefined: no body. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into JSON of every shape
  readonly body: any
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** A product's backend: an API key and the address of the HTTP API. */
export class Backend {
  readonly url: string
  readonly key: string

  constructor(url: string, key: string) {
    this.url = url
    this.key = key
  }

  async ask(method: Method, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Reply> {
    const response = await fetch(this.url + path, {
      method,
      headers: {
        ...(this.key !== '' && { authorization: `Bearer ${this.key}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) }
  }

  /** Asks and expects to succeed. */
  async do(method: Method, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Reply['body']> {
    const reply = await this.ask(method, path, body, headers)
    expect(reply.status, `${method} ${path}: ${JSON.stringify(reply.body)}`).toBeLessThan(300)
    return reply.body
  }

  get(path: string): Promise<Reply['body']> {
    return this.do('GET', path)
  }

  /** The error of a request that is refused, with its status. */
  async refused(method: Method, path: string, body?: unknown): Promise<string> {
    const reply = await this.ask(method, path, body)
    return `${reply.status} ${reply.body?.error?.code}`
  }

  /** Every item of a list, page by page. */
  async all(path: string, limit = 2): Promise<Reply['body'][]> {
    const items: Reply['body'][] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const page: { items: Reply['body'][]; next: string | null } = await this.get(
        `${path}${path.includes('?') ? '&' : '?'}limit=${limit}${cursor === '' ? '' : `&cursor=${cursor}`}`,
      )
      items.push(...page.items)
      cursor = page.next
    }
    return items
  }
}
