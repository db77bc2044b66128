import { setTimeout as pause } from 'node:timers/promises'
import type { Backend } from '../real/backend.ts'
import type { Cast } from '../real/cast.ts'
import { oneOf, type Random } from '../real/seeded.ts'

const pauseMs = 250
const compactEvery = 120
const mostComplaints = 20

/** What a product's backend does all day: it sends, looks at lists and histories, changes profiles, and now and then has the journal compacted. */
export class BackendTraffic {
  asked = 0
  compactions = 0
  readonly complaints: string[] = []
  readonly #backend: Backend
  readonly #cast: Cast
  readonly #random: Random

  constructor(backend: Backend, cast: Cast, random: Random) {
    this.#backend = backend
    this.#cast = cast
    this.#random = random
  }

  /** Until it is told to end. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#askOnce(this.#next())
      await pause(pauseMs, undefined, { signal }).catch(() => undefined)
    }
  }

  #next(): readonly [method: string, path: string, body?: object] {
    const { users, groups } = this.#cast
    const user = oneOf(this.#random, users) ?? ''
    const group = oneOf(this.#random, groups)
    switch (this.asked % compactEvery === compactEvery - 1 ? 'compact' : this.asked % 4) {
      case 'compact':
        this.compactions++
        return ['POST', '/api/v1/compactions']
      case 0:
        return ['GET', `/api/v1/users/${user}/conversations?limit=50`]
      case 1:
        return ['GET', `/api/v1/users/${group?.owner}/conversations/group:${group?.id}/messages?limit=50`]
      case 2:
        return ['PATCH', `/api/v1/users/${user}/profile`, { signature: `at work since ${this.asked}` }]
      default:
        return ['POST', '/api/v1/messages', { from: group?.owner, to: `group:${group?.id}`, message: newsOf(this.asked) }]
    }
  }

  async #askOnce([method, path, body]: readonly [method: string, path: string, body?: object]): Promise<void> {
    this.asked++
    const response = await this.#backend.ask(method, path, body)
    const text = await response.text()
    // A read model that is behind, and a compaction that still runs, are no faults.
    if (!response.ok && response.status !== 503 && response.status !== 409 && this.complaints.length < mostComplaints)
      this.complaints.push(`${method} ${path}: ${response.status} ${text}`)
  }
}

function newsOf(number: number): object {
  return { kind: 'text', content: { text: `news ${number}` } }
}
