import type { MagpieError } from './magpie-error.ts'
import type { Fields, Message } from './protocol.ts'

export interface Content extends Pick<Fields<'sendMessage'>, 'kind' | 'body' | 'push' | 'priority' | 'replyTo' | 'mentions'> {
  /** Ids of uploaded files, which the body names as `file:<id>`. */
  readonly files?: readonly string[]
}

/** What is kept of it until the server has it. */
export interface Draft extends Content {
  readonly conversation: string
  readonly clientMessageId: string
  /** Rises from one to the next. */
  readonly order: number
  /** When the server may have got it for the first time, in milliseconds since 1970. */
  readonly triedAt?: number
}

export type Sending =
  | { readonly state: 'sending' }
  /** It is on the server's disk, under this number. */
  | { readonly state: 'sent'; readonly seq: number; readonly stamp: number }
  /** It was refused, and is not tried again. */
  | { readonly state: 'failed'; readonly error: MagpieError }

/** A message of one's own on its way: there at once, and told what becomes of it. */
export class OutgoingMessage {
  readonly conversation: string
  readonly clientMessageId: string
  readonly kind: NonNullable<Content['kind']>
  readonly body: string
  /** Stamp of the message that it answers. */
  readonly replyTo: number | undefined
  readonly mentions: Message['mentions']
  /** Resolves when it is `sent` or `failed`; never rejects. */
  readonly settled: Promise<OutgoingMessage>
  #sending: Sending = { state: 'sending' }
  #settle: (message: OutgoingMessage) => void = () => undefined

  constructor({ conversation, clientMessageId, kind = 'text', body, replyTo, mentions }: Draft) {
    this.conversation = conversation
    this.clientMessageId = clientMessageId
    this.kind = kind
    this.body = body
    this.replyTo = replyTo
    this.mentions = mentions && { users: mentions.users ?? [], ...(mentions.all === true && { all: true }) }
    this.settled = new Promise((resolve) => {
      this.#settle = resolve
    })
  }

  get sending(): Sending {
    return this.#sending
  }

  get state(): Sending['state'] {
    return this.#sending.state
  }

  /** For the outbox alone. */
  became(outcome: Sending): void {
    this.#sending = outcome
    this.#settle(this)
  }
}
