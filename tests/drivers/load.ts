import { expect } from 'vitest'
import { eventually } from './deadline.ts'
import { type Finding, Ledger } from './ledger.ts'
import { labelOf } from './omtp/client.ts'
import { Phone } from './phone.ts'
import type { Server } from './process.ts'

interface Pair {
  readonly names: readonly [string, string]
  readonly ledger: Ledger
  readonly phones: readonly [Phone, Phone]
}

/** Several pairs of friends who write to each other without a pause, and what they were promised. */
export class Load {
  readonly #server: Server
  readonly #pairs: readonly Pair[]
  readonly #done: Promise<unknown>

  private constructor(server: Server, pairs: readonly Pair[]) {
    this.#server = server
    this.#pairs = pairs
    this.#done = Promise.all(pairs.flatMap(({ phones }) => phones.map((phone) => phone.run())))
  }

  static async start(server: Server, pairs: number): Promise<Load> {
    const list: Pair[] = []
    for (let n = 0; n < pairs; n++) {
      const names = [`left-${n}`, `right-${n}`] as const
      for (const client of await server.friends(...names)) await client.close()
      const ledger = new Ledger()
      const [left, right] = names
      const phones = [
        new Phone({ server, user: left, friend: right, ledger }),
        new Phone({ server, user: right, friend: left, ledger }),
      ] as const
      list.push({ names, ledger, phones })
    }
    return new Load(server, list)
  }

  get acked(): number {
    return this.#pairs.reduce((sum, { ledger }) => sum + ledger.acked, 0)
  }

  /** Resolves when so many more messages were acknowledged; fails as soon as a phone did. */
  async moreAcks(count: number): Promise<void> {
    const goal = this.acked + count
    const failed = this.#done.then(() => Promise.reject(new Error('the phones have stopped')))
    await Promise.race([eventually(30_000, `${goal} acks`, () => (this.acked >= goal ? true : undefined)), failed])
  }

  async stop(): Promise<void> {
    for (const { phones } of this.#pairs) for (const phone of phones) phone.stop()
    await this.#done
  }

  /** Reads everything back, as each of the two, and compares it with what was promised. */
  async findings(): Promise<Finding[]> {
    const found: Finding[] = []
    for (const pair of this.#pairs) found.push(...(await this.#findingsOf(pair)))
    return found
  }

  async #findingsOf({ names, ledger, phones }: Pair): Promise<Finding[]> {
    const [left, right] = [await this.#server.signIn(names[0]), await this.#server.signIn(names[1])]
    const history = await left.history(names[1])
    expect(await right.history(names[0])).toEqual(history)
    for (const [client, phone] of [
      [left, phones[0]],
      [right, phones[1]],
    ] as const) {
      const item = (await client.hotSessions()).items.find(({ sessionId }) => sessionId === labelOf(...names))
      if (item === undefined) continue
      expect(item.readSeqId).toBeGreaterThanOrEqual(phone.readTo)
      ledger.unread({ user: phone.user, unread: item.unreadCount, readTo: item.readSeqId })
    }
    await left.close()
    await right.close()
    return ledger.findings(history)
  }
}
