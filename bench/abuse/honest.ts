import { setTimeout as pause } from 'node:timers/promises'
import { packets } from '@magpie-im/wire'
import { Client, succeeded } from '../load/client.ts'
import { Latencies } from '../load/latencies.ts'
import { befriendAll, write } from '../load/requests.ts'
import { mintToken } from '../target.ts'
import { addressOf, networks } from './addresses.ts'

// A process of its own: pairs of friends who write at a steady rate, and newcomers who sign in. Whenever it is asked it says how they fared since it was asked last.

export interface HonestSettings {
  readonly port: number
  readonly folder: string
  readonly pairs: number
}

/** How honest users fared for a while. */
export interface Fared {
  readonly messages: number
  /** Milliseconds to the acknowledgement. */
  readonly p50: number
  readonly p99: number
  readonly newcomers: number
  readonly newcomersP99: number
  readonly errors: readonly string[]
}

const writeEveryMs = 200
const newcomerEveryMs = 500
const patienceMs = 15_000
const retryMs = 500

class Honest {
  readonly #settings: HonestSettings
  #latencies = new Latencies()
  #signIns = new Latencies()
  #errors: string[] = []
  #messages = 0
  #newcomers = 0
  #known = 0
  readonly #outstanding = new Set<Promise<void>>()

  constructor(settings: HonestSettings) {
    this.#settings = settings
  }

  async start(): Promise<void> {
    const { pairs } = this.#settings
    const all = await Promise.all(Array.from({ length: pairs }, (_, index) => this.#openPair(index)))
    all.forEach((write, index) => {
      setTimeout(() => setInterval(() => this.#follow(this.#timed(write)), writeEveryMs), (index / pairs) * writeEveryMs)
    })
    setInterval(() => this.#follow(this.#comeNew(this.#known++)), newcomerEveryMs)
  }

  /** What is on its way is waited for, so that nobody who is kept waiting is left out. */
  async take(): Promise<Fared> {
    await Promise.all(this.#outstanding)
    const fared = {
      ...{ messages: this.#messages, p50: this.#latencies.percentile(0.5), p99: this.#latencies.percentile(0.99) },
      ...{ newcomers: this.#newcomers, newcomersP99: this.#signIns.percentile(0.99), errors: this.#errors },
    }
    this.#latencies.clear()
    this.#signIns.clear()
    this.#errors = []
    this.#messages = 0
    this.#newcomers = 0
    return fared
  }

  async #openPair(index: number): Promise<() => Promise<void>> {
    const [from, to] = [`honest${index * 2}`, `honest${index * 2 + 1}`]
    const [sender, receiver] = [await this.#signIn(from, index * 2), await this.#signIn(to, index * 2 + 1)]
    succeeded(await receiver.ask(packets.HOTSESSION_SYNC, { timestamp: 0 }))
    await befriendAll(sender, from, [to])
    return () => write(sender, from, to)
  }

  #signIn(name: string, number: number, network: number = networks.honest): Promise<Client> {
    const { port, folder } = this.#settings
    return Client.signIn(port, { name, token: mintToken(name, folder) }, addressOf(network, number))
  }

  #follow(act: Promise<void>): void {
    const late = pause(patienceMs, undefined, { ref: false }).then(() => Promise.reject(new Error(`nothing within ${patienceMs / 1000} s`)))
    const followed = Promise.race([act, late]).catch((error: unknown) => {
      this.#errors.push(String(error))
    })
    this.#outstanding.add(followed)
    void followed.finally(() => this.#outstanding.delete(followed))
  }

  async #timed(act: () => Promise<void>): Promise<void> {
    const began = performance.now()
    await act()
    this.#latencies.add(performance.now() - began)
    this.#messages++
  }

  /** Comes back as often as he is told to try again; the time counts from the first. */
  async #comeNew(number: number): Promise<void> {
    const began = performance.now()
    for (;;) {
      try {
        const client = await this.#signIn(`newcomer${number}`, number, networks.newcomers)
        succeeded(await client.ask(packets.HOTSESSION_SYNC, { timestamp: 0 }))
        client.close()
        break
      } catch (error) {
        if (!/too much to do|try again/.test(String(error)) || performance.now() - began > patienceMs) throw error
        await pause(retryMs)
      }
    }
    this.#signIns.add(performance.now() - began)
    this.#newcomers++
  }
}

process.once('message', async (settings: HonestSettings) => {
  const honest = new Honest(settings)
  await honest.start()
  process.on('message', async () => process.send?.({ fared: await honest.take() }))
  process.send?.('started')
})
// Whoever asked is gone.
process.once('disconnect', () => process.exit(1))
