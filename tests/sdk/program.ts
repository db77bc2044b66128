import { type Client, connect, type Store, type Transport } from '@magpie-im/sdk'

/** Waiting times are what they are for people; here nobody wants to wait. */
const haste = 10
const clock = {
  now: () => Date.now(),
  after: (ms: number, run: () => void) => {
    const timer = setTimeout(run, ms / haste)
    return { cancel: () => clearTimeout(timer) }
  },
}

export interface Seen {
  readonly seq: number
  readonly body: string
}

export interface ProgramOptions {
  readonly url: string
  readonly user: string
  readonly token: string
  readonly store: Store
  readonly transport?: Transport
  /** What it was told when it ran before. */
  readonly earlier?: readonly Seen[]
}

/** A program that chats through the SDK, in Node or in a page, and what it was told from its first start on. */
export class Program {
  readonly user: string
  readonly seen: Seen[]
  losses = 0
  readonly #options: ProgramOptions
  readonly #waiting = new Set<() => void>()
  #client: Client
  /** Settles when the program runs. */
  #running = Promise.resolve()

  constructor(options: ProgramOptions) {
    this.#options = options
    this.user = options.user
    this.seen = [...(options.earlier ?? [])]
    this.#client = this.#start()
  }

  get client(): Client {
    return this.#client
  }

  /** The program ends and starts again; what is not sent yet is still to be sent. */
  restart(): Promise<void> {
    this.#running = this.#client.close().then(() => {
      this.#client = this.#start()
    })
    return this.#running
  }

  /** Resolves when it came back as one of the messages of the conversation. */
  async say(conversation: string, body: string): Promise<void> {
    await this.#running
    this.#client.send(conversation, body)
    await this.sees(() => this.seen.some((message) => message.body === body))
  }

  /** Resolves when it was told what is awaited. */
  sees(holds: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (!holds()) return
        this.#waiting.delete(look)
        resolve()
      }
      this.#waiting.add(look)
      look()
    })
  }

  #start(): Client {
    const device = { id: `of-${this.user}`, type: 'linux' } as const
    const client = connect({ ...this.#options, device, clock })
    client.on('message', ({ message: { seq, body } }) => {
      this.seen.push({ seq, body })
      for (const look of this.#waiting) look()
    })
    client.on('state', ({ name }) => {
      if (name === 'offline') this.losses += 1
    })
    return client
  }
}
