import type { Connection } from './connection.ts'
import { isPassing } from './magpie-error.ts'
import type { Clock } from './ports.ts'
import type { Message, Told } from './protocol.ts'

/** What arrives is gathered for so long. */
const gatherMs = 1_000

interface DeliveryPorts {
  readonly user: string
  readonly clock: Clock
  readonly connection: () => Connection | undefined
}

/** Tells the server, and so who wrote, that messages have arrived here: at most once a second, the newest of each conversation. */
export class Deliveries {
  readonly #ports: DeliveryPorts
  /** Stamps of what arrived and is not told yet. */
  readonly #arrived = new Map<string, number>()
  #isDue = false

  constructor(ports: DeliveryPorts) {
    this.#ports = ports
  }

  take({ conversation, of, message: { from, stamp } }: Told): void {
    if (of !== undefined || from === this.#ports.user || conversation.startsWith('notice:')) return
    this.#arrived.set(conversation, stamp)
    this.#tellSoon()
  }

  /** What is read has arrived. */
  read({ conversation, stamp }: Pick<Told, 'conversation'> & Pick<Message, 'stamp'>): void {
    if ((this.#arrived.get(conversation) ?? 0) <= stamp) this.#arrived.delete(conversation)
  }

  #tellSoon(): void {
    if (this.#isDue) return
    this.#isDue = true
    this.#ports.clock.after(gatherMs, () => {
      this.#isDue = false
      for (const [conversation, stamp] of this.#arrived) void this.#tell(conversation, stamp)
    })
  }

  async #tell(conversation: string, stamp: number): Promise<void> {
    const connection = this.#ports.connection()
    // It goes with what arrives next.
    if (connection === undefined) return
    this.#arrived.delete(conversation)
    try {
      await connection.request('setDelivered', { conversation, stamp })
    } catch (error) {
      if (isPassing(error) && !this.#arrived.has(conversation)) this.#arrived.set(conversation, stamp)
    }
  }
}
