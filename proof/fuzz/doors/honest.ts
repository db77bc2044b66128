import { packets } from '@magpie-im/wire'
import { Client, succeeded } from '../../../bench/load/client.ts'
import type { House } from './house.ts'

const betweenMs = 20
const easilyHitUpon = 20
/** For an answer, beside whatever the others do. */
const patienceMs = 5_000

/** Two friends who write to each other all the time, and what they noticed of the others. */
export class HonestPair {
  readonly #clients: readonly [Client, Client]
  readonly #names: readonly [string, string]
  readonly #timer: NodeJS.Timeout
  #waiting = false
  #sent = 0
  #slowestMs = 0
  #problem: string | undefined

  private constructor(clients: readonly [Client, Client], names: readonly [string, string]) {
    this.#clients = clients
    this.#names = names
    this.#timer = setInterval(() => void this.#write(), betweenMs)
  }

  /** Nobody else is called so. */
  static async open(house: House, name: string): Promise<HonestPair> {
    // An operator may end any connection by its number, and small ones are easily hit upon.
    for (let number = 0; number < easilyHitUpon; number++) (await Client.connect(house.plainPort)).close()
    const names = [`honest-${name}-1`, `honest-${name}-2`] as const
    const user = (name: string) => ({ name, token: house.token(name) })
    const clients = [await Client.signIn(house.plainPort, user(names[0])), await Client.signIn(house.plainPort, user(names[1]))] as const
    for (const client of clients) succeeded(await client.ask(packets.HOTSESSION_SYNC, { timestamp: 0 }))
    succeeded(await clients[0].ask(packets.FRIEND_ADD, { friends: [{ userId: names[0], friendId: names[1], remark: '' }] }))
    return new HonestPair(clients, names)
  }

  /** Says how it was for them. */
  end(): { sent: number; slowestMs: number; problem: string | undefined } {
    clearInterval(this.#timer)
    const received = this.#clients[1].pushed
    if (received < this.#sent) this.#problem ??= `of ${this.#sent} messages of an honest user ${received} arrived`
    for (const client of this.#clients) client.close()
    return { sent: this.#sent, slowestMs: this.#slowestMs, problem: this.#problem }
  }

  async #write(): Promise<void> {
    if (this.#waiting || this.#problem !== undefined) return
    this.#waiting = true
    const began = performance.now()
    try {
      const [from, to] = this.#names
      const message = { sessionId: `LP_G1_${from}_${to}`, seqId: 0, timestamp: 0, from, to }
      const content = { pushInfo: { title: '', summary: '', url: '' }, contentType: 1, content: 'Guten Morgen', status: 0 }
      succeeded(await this.#clients[0].ask(packets.MSG_SINGLE_CHAT, { ...message, ...content }))
      this.#sent++
    } catch (error) {
      this.#problem = `an honest user was not served: ${String(error)}`
    }
    const ms = performance.now() - began
    this.#slowestMs = Math.max(this.#slowestMs, ms)
    if (ms > patienceMs) this.#problem ??= `an honest user waited ${Math.round(ms)} ms`
    this.#waiting = false
  }
}
