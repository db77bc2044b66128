import { setTimeout as pause } from 'node:timers/promises'
import type { ShownMessage } from '@magpie-im/checker'

interface Page<T> {
  readonly items: readonly T[]
  readonly next: string | null
}

interface MessageItem {
  readonly seq: number
  readonly stamp: number
  readonly from: string
  readonly body: string
  readonly clientMessageId: string
}

export interface ListedItem {
  readonly conversation: string
  readonly unread: number
  readonly readMark: { readonly seq: number; readonly stamp: number }
  readonly newest: MessageItem | null
}

const pageSize = 200
const retries = 100
const retryMs = 200

/** A product's backend, which reads what the server has by another door than the phones do. */
export class Backend {
  readonly #key: string
  readonly #port: () => Promise<number>

  constructor(key: string, port: () => Promise<number>) {
    this.#key = key
    this.#port = port
  }

  /** All of a conversation as a member sees it, oldest first. */
  async history(user: string, conversation: string): Promise<ShownMessage[]> {
    const items = await this.#all<MessageItem>(`${pathOf(user)}/${encodeURIComponent(conversation)}/messages`)
    return items.reverse().map(({ clientMessageId: id, from, stamp: seqId, seq, body }) => ({ id, from, seqId, seq, body }))
  }

  async conversations(user: string): Promise<ListedItem[]> {
    return await this.#all<ListedItem>(pathOf(user))
  }

  async beginCompaction(): Promise<void> {
    await this.ask('POST', '/api/v1/compactions')
  }

  async ask(method: string, path: string, body?: object): Promise<Response> {
    const url = `http://127.0.0.1:${await this.#port()}${path}`
    // A connection each: one that is kept for the next request would count among the server's sockets long after.
    const headers = {
      connection: 'close',
      authorization: `Bearer ${this.#key}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    }
    return await fetch(url, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
  }

  async #all<T>(path: string): Promise<T[]> {
    const items: T[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const query = `?limit=${pageSize}${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`
      const page = (await this.#patiently(path + query)) as Page<T> // as: what the API answers
      items.push(...page.items)
      cursor = page.next
    }
    return items
  }

  /** A read model that is behind asks to try again. */
  async #patiently(path: string): Promise<unknown> {
    for (let attempt = 0; ; attempt++) {
      const response = await this.ask('GET', path)
      if (response.ok) return await response.json()
      if (attempt === retries || response.status < 429) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`)
      await response.arrayBuffer()
      await pause(retryMs)
    }
  }
}

const pathOf = (user: string) => `/api/v1/users/${encodeURIComponent(user)}/conversations`
