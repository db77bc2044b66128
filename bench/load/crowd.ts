import { setTimeout as pause } from 'node:timers/promises'
import { addressOf } from '../abuse/addresses.ts'
import { mintToken } from '../target.ts'
import { Member } from './member.ts'

// A process of its own: very many users who come when they are told to, stay, and keep alive.

export interface CrowdSettings {
  readonly port: number
  /** Of the server's data, for its secret. */
  readonly folder: string
  readonly users: number
  /** Of several crowds: how many users are in those before. */
  readonly first?: number
}

export type CrowdOrder =
  /** All sign in and sync, so many at a time; who does not get in comes back. Of guests there are fewer, and they leave at once. */
  | { readonly come: { readonly atATime: number; readonly guests?: number } }
  /** Each pings once in `everyMs`, evenly spread. */
  | { readonly ping: { readonly everyMs: number; readonly forMs: number } }
  | { readonly leave: true }

export interface CrowdReport {
  readonly ms: number
  readonly failures: readonly string[]
  /** From the connect to the list of conversations. */
  readonly p50: number
  readonly p99: number
  readonly pongs: number
}

/** Each has an address of his own: to find one of few free ports costs more than all the rest. */
const network = 32
const backOffMs = 500

class Crowd {
  readonly #settings: CrowdSettings
  readonly #users: readonly { readonly name: string; readonly token: string }[]
  readonly #members: Member[] = []
  readonly #first: number

  constructor(settings: CrowdSettings) {
    this.#settings = settings
    this.#first = settings.first ?? 0
    this.#users = Array.from({ length: settings.users }, (_, index) => {
      const name = `crowd${this.#first + index}`
      return { name, token: mintToken(name, settings.folder) }
    })
  }

  async obey(order: CrowdOrder): Promise<CrowdReport> {
    if ('come' in order) return await this.#come(order.come)
    if ('ping' in order) return await this.#ping(order.ping)
    for (const member of this.#members.splice(0)) member.close()
    return { ...nothing }
  }

  async #come({ atATime, guests }: { readonly atATime: number; readonly guests?: number }): Promise<CrowdReport> {
    const began = performance.now()
    const failures: string[] = []
    const times: number[] = []
    let next = 0
    const comeInTurn = async () => {
      while (next < (guests ?? this.#users.length)) {
        const index = next++
        times.push(await this.#arrive(index, failures))
        if (guests !== undefined) this.#members[index]?.close()
      }
    }
    await Promise.all(Array.from({ length: Math.min(atATime, this.#users.length) }, comeInTurn))
    times.sort((a, b) => a - b)
    const at = (share: number) => times[Math.floor((times.length - 1) * share)] ?? 0
    return { ...nothing, ms: performance.now() - began, failures: failures.slice(0, 5), p50: at(0.5), p99: at(0.99) }
  }

  /** How long it took, all attempts together. */
  async #arrive(index: number, failures: string[]): Promise<number> {
    const began = performance.now()
    for (;;) {
      const failure = await this.#try(index)
      if (failure === undefined) return performance.now() - began
      failures.push(failure)
      await pause(backOffMs)
    }
  }

  #try(index: number): Promise<string | undefined> {
    const user = this.#users[index]
    if (user === undefined) throw new Error(`there is no user ${index}`)
    return new Promise((resolve) => {
      const at = { port: this.#settings.port, from: addressOf(network, this.#first + index) }
      this.#members[index] = new Member(at, user, resolve)
    })
  }

  async #ping({ everyMs, forMs }: { everyMs: number; forMs: number }): Promise<CrowdReport> {
    const members = this.#members
    const [began, pongs] = [performance.now(), this.#pongs()]
    let pinged = 0
    while (performance.now() - began < forMs) {
      await pause(stepMs)
      const due = Math.floor(((performance.now() - began) / everyMs) * members.length)
      while (pinged < due) members[pinged++ % members.length]?.ping()
    }
    return { ...nothing, ms: performance.now() - began, pongs: this.#pongs() - pongs }
  }

  #pongs(): number {
    return this.#members.reduce((sum, { pongs }) => sum + pongs, 0)
  }
}

const stepMs = 10
const nothing: CrowdReport = { ms: 0, failures: [], p50: 0, p99: 0, pongs: 0 }

process.once('message', (settings: CrowdSettings) => {
  const crowd = new Crowd(settings)
  process.on('message', async (order: CrowdOrder) => process.send?.(await crowd.obey(order)))
  process.send?.('ready')
})
// Whoever gave the orders is gone.
process.once('disconnect', () => process.exit(1))
