import { setTimeout as pause } from 'node:timers/promises'
import { addressOf } from '../abuse/addresses.ts'
import { mintToken } from '../target.ts'
import { type DoorName, type Line, openLine } from './lines.ts'

// A process of its own: the same talk through any door, by one generator.

export interface TalkersSettings {
  readonly port: number
  readonly httpPort: number
  /** Of the server's data, for its secret. */
  readonly folder: string
  readonly door: DoorName
}

export type TalkersOrder =
  /** Everybody signs in and stays. */
  | { readonly come: readonly string[] }
  /** Of each two that came one after the other, the first writes to the second, with so many messages on their way. */
  | { readonly talk: { readonly inFlight: number; readonly seconds: number } }

export interface TalkersReport {
  readonly acked: number
  readonly delivered: number
  readonly seconds: number
}

const network = 33
const atATime = 50
const text = 'x'.repeat(100)
const drainMs = 20_000
const stepMs = 20

class Talkers {
  readonly #settings: TalkersSettings
  readonly #lines: { readonly name: string; readonly line: Line }[] = []
  #acked = 0
  #delivered = 0
  #said = 0
  #talking = false

  constructor(settings: TalkersSettings) {
    this.#settings = settings
  }

  async obey(order: TalkersOrder): Promise<TalkersReport> {
    if ('come' in order) {
      const before = this.#lines.length
      for (let from = 0; from < order.come.length; from += atATime) {
        await Promise.all(order.come.slice(from, from + atATime).map((name, index) => this.#come(name, before + from + index)))
      }
      return { acked: 0, delivered: 0, seconds: 0 }
    }
    return await this.#talk(order.talk)
  }

  async #come(name: string, index: number): Promise<void> {
    const { port, httpPort, folder, door } = this.#settings
    const next = () => this.#lines[index + 1]?.name ?? ''
    const heard = {
      acked: () => {
        this.#acked++
        if (this.#talking) this.#say(line, next())
      },
      delivered: () => {
        this.#delivered++
      },
    }
    const line = await openLine[door]({ port, httpPort, from: addressOf(network, index) }, { name, token: mintToken(name, folder) }, heard)
    this.#lines[index] = { name, line }
  }

  async #talk({ inFlight, seconds }: { readonly inFlight: number; readonly seconds: number }): Promise<TalkersReport> {
    ;[this.#acked, this.#delivered, this.#said] = [0, 0, 0]
    this.#talking = true
    const began = performance.now()
    for (let index = 0; index + 1 < this.#lines.length; index += 2) {
      const [one, other] = [this.#lines[index], this.#lines[index + 1]]
      if (one === undefined || other === undefined) throw new Error('somebody did not come')
      for (let count = 0; count < inFlight; count++) this.#say(one.line, other.name)
    }
    await pause(seconds * 1000)
    this.#talking = false
    const took = performance.now() - began
    const acked = this.#acked
    for (let waited = 0; this.#delivered < this.#said && waited < drainMs; waited += stepMs) await pause(stepMs)
    if (this.#acked !== this.#said || this.#delivered !== this.#said) {
      throw new Error(`of ${this.#said} messages ${this.#acked} were acknowledged and ${this.#delivered} delivered`)
    }
    return { acked, delivered: this.#delivered, seconds: took / 1000 }
  }

  #say(line: Line, to: string): void {
    this.#said++
    line.say(to, text)
  }
}

process.once('message', (settings: TalkersSettings) => {
  const talkers = new Talkers(settings)
  process.on('message', async (order: TalkersOrder) => process.send?.(await talkers.obey(order)))
  process.send?.('ready')
})
// Whoever gave the orders is gone.
process.once('disconnect', () => process.exit(1))
