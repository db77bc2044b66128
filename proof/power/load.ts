import { setTimeout as pause } from 'node:timers/promises'
import { type Answer, type Api, succeeded } from './api.ts'
import { type Message, monotonic, type Promises, type ReadMark } from './promises.ts'

const users = Array.from({ length: 24 }, (_, i) => `user-${i}`)
const group = 'group:all'
const retryMs = 20
const patienceSeconds = 60

/** Backends that write, revoke and mark as read without a pause, each waiting for its answer and asking again until it has one. */
export class Load implements Promises {
  readonly messages: Message[] = []
  readonly readMarks: ReadMark[] = []
  readonly #random: () => number
  #api: Api | undefined
  #stopped = false
  #done: Promise<unknown> = Promise.resolve()

  constructor(random: () => number) {
    this.#random = random
  }

  get acked(): number {
    return this.messages.filter(({ acked }) => acked !== undefined).length
  }

  /** People, who is friends with whom, and a group of all. */
  async setUp(api: Api): Promise<void> {
    for (const id of users) await expectDone(api.ask('POST', '/users', { id }))
    for (const [i, id] of users.entries()) if (i % 2 === 0) await expectDone(api.ask('PUT', `/users/${id}/friends/${partnerOf(id)}`, {}))
    await expectDone(api.ask('POST', '/groups', { id: 'all', name: 'all', owner: users[0], members: users.slice(1) }))
  }

  start(): void {
    this.#done = Promise.all(users.map((user) => this.#write(user)))
    // Whoever waits for messages is told of it.
    this.#done.catch(() => undefined)
  }

  /** Where the server is now; nobody asks while it is nowhere. */
  turnTo(api: Api | undefined): void {
    this.#api = api
  }

  /** Resolves when so many more messages were acknowledged. */
  async moreAcks(count: number): Promise<void> {
    const goal = this.acked + count
    const failed = this.#done.then(() => Promise.reject(new Error('the backends have stopped')))
    await Promise.race([this.#acks(goal), failed])
  }

  async stop(): Promise<void> {
    this.#stopped = true
    await this.#done.catch(() => undefined)
  }

  async #acks(goal: number): Promise<void> {
    const end = monotonic() + patienceSeconds * 1e9
    while (this.acked < goal) {
      if (monotonic() > end) throw new Error(`no ${goal} messages were acknowledged in ${patienceSeconds} seconds`)
      await pause(retryMs)
    }
  }

  async #write(user: string): Promise<void> {
    for (let n = 1; !this.#stopped; n++) {
      const id = `${user}:${n}`
      const to = this.#random() < 0.4 ? group : `user:${partnerOf(user)}`
      const message: Message = { id, from: user, to, body: this.#body(id), askedAt: monotonic() }
      this.messages.push(message)
      await this.#send(message)
      if (n % 7 === 0) await this.#revoke(message)
      if (n % 5 === 0) await this.#markRead(message)
    }
  }

  async #send(message: Message): Promise<void> {
    const { id, from, to, body } = message
    const request = { from, to, clientMessageId: id, message: { kind: 'text', content: { text: body } } }
    const answer = await this.#untilDone('POST', '/messages', request)
    if (answer === undefined) return
    const { seq, stamp } = answer.body as { seq: number; stamp: number } // as: what a successful send is answered with
    message.acked = { seq, stamp, at: monotonic() }
  }

  async #revoke(message: Message): Promise<void> {
    const { from, to, acked } = message
    if (acked === undefined) return
    message.revokeAskedAt = monotonic()
    const path = `/users/${from}/conversations/${to}/messages/${acked.stamp}/control`
    if (await this.#untilDone('POST', path, { action: 'revoke', operator: true })) message.revokedAt = monotonic()
  }

  async #markRead({ id, from, to, acked }: Message): Promise<void> {
    if (acked === undefined) return
    const done = await this.#untilDone('PUT', `/users/${from}/conversations/${to}/read-mark`, { stamp: acked.stamp })
    if (done) this.readMarks.push({ user: from, upTo: id, at: monotonic() })
  }

  /** Undefined: it was stopped before. */
  async #untilDone(method: 'POST' | 'PUT', path: string, body: object): Promise<Answer | undefined> {
    while (!this.#stopped) {
      const answer = await this.#api?.ask(method, path, body).catch(() => undefined)
      if (answer !== undefined && succeeded(answer)) return answer
      // What is wrong for good would be asked for ever.
      if (answer !== undefined && answer.status < 500 && answer.status !== 429) {
        throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`)
      }
      await pause(retryMs)
    }
    return undefined
  }

  /** Mostly short, sometimes of many pages. */
  #body(id: string): string {
    const length = this.#random() < 0.04 ? 8_000 + this.#random() * 40_000 : this.#random() * 600
    let text = `${id} `
    while (text.length < length) text += this.#random().toString(36).slice(2)
    return text
  }
}

function partnerOf(user: string): string {
  const n = Number(user.slice('user-'.length))
  return `user-${n ^ 1}`
}

async function expectDone(asked: Promise<Answer>): Promise<void> {
  const answer = await asked
  if (!succeeded(answer)) throw new Error(`setting up was refused: ${JSON.stringify(answer)}`)
}
