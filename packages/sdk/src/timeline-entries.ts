import type { ConversationItem } from './conversation-list.ts'
import type { OutgoingMessage, Sending } from './outgoing-message.ts'
import type { Message } from './protocol.ts'
import type { TimelineEntry } from './timeline.ts'

/** What is shown of messages and, behind them, of one's own that are on their way; nothing is made again that is what it was. */
export class TimelineEntries {
  readonly #user: string
  /** By client message id, in the order in which they were sent; not among the messages yet. */
  readonly #outgoing = new Map<string, OutgoingMessage>()
  /** Client message ids that are keys. */
  readonly #keys = new Set<string>()
  readonly #ofMessages = new WeakMap<Message, TimelineEntry>()
  readonly #ofSendings = new WeakMap<Sending, TimelineEntry>()
  /** What one's own on their way answer. */
  readonly #answered = new WeakMap<OutgoingMessage, Message>()
  #peer: ConversationItem['peer']
  #last: { readonly messages: readonly Message[]; readonly withOutgoing: boolean; readonly entries: readonly TimelineEntry[] } | undefined

  constructor(user: string) {
    this.#user = user
  }

  of(messages: readonly Message[], { withOutgoing }: { readonly withOutgoing: boolean }): readonly TimelineEntry[] {
    if (this.#last?.messages !== messages || this.#last.withOutgoing !== withOutgoing) {
      const outgoing = withOutgoing ? [...this.#outgoing.values()] : []
      const entries = [...messages.map((message) => this.#ofMessage(message)), ...outgoing.map((message) => this.#ofOutgoing(message))]
      this.#last = { messages, withOutgoing, entries }
    }
    return this.#last.entries
  }

  /** How far the other one has come; whether that is news. */
  reachedBy(peer: ConversationItem['peer']): boolean {
    if (peer === this.#peer) return false
    this.#peer = peer
    this.#last = undefined
    return true
  }

  /** `answered` is what it answers, where that is known. */
  send(message: OutgoingMessage, answered?: Message): void {
    if (answered !== undefined) this.#answered.set(message, answered)
    this.#outgoing.set(message.clientMessageId, message)
    this.#keys.add(message.clientMessageId)
    this.#last = undefined
  }

  /** It is sent or has failed. */
  settled({ clientMessageId }: OutgoingMessage): void {
    if (this.#outgoing.has(clientMessageId)) this.#last = undefined
  }

  /** These are among the messages from now on. */
  arrived(messages: readonly Message[]): void {
    for (const { from, clientMessageId } of messages) {
      if (from === this.#user && this.#outgoing.delete(clientMessageId)) this.#last = undefined
    }
  }

  /** The greatest seq of one's own that are sent and not among the messages yet; 0: there are none. */
  get lastSent(): number {
    return Math.max(0, ...[...this.#outgoing.values()].map(({ sending }) => (sending.state === 'sent' ? sending.seq : 0)))
  }

  /** Everything up to this seq is among the messages; what is not was deleted. */
  reached(seq: number): void {
    for (const [id, { sending }] of this.#outgoing) {
      if (sending.state !== 'sent' || sending.seq > seq) continue
      this.#outgoing.delete(id)
      this.#last = undefined
    }
  }

  /** What is sent and has changed since comes as it is now, or not at all. Whether there was such a one. */
  changed(stamp: number): boolean {
    const one = [...this.#outgoing.values()].find(({ sending }) => sending.state === 'sent' && sending.stamp === stamp)
    if (one === undefined) return false
    this.#last = undefined
    return this.#outgoing.delete(one.clientMessageId)
  }

  /** Whether it had failed. */
  discard(key: string): boolean {
    if (this.#outgoing.get(key)?.state !== 'failed') return false
    this.#last = undefined
    return this.#outgoing.delete(key)
  }

  #ofMessage(message: Message): TimelineEntry {
    const known = this.#ofMessages.get(message)
    const isOwn = message.from === this.#user
    const outgoing = isOwn ? this.#stateOf(message) : undefined
    if (known !== undefined && known.outgoing === outgoing) return known
    const key = isOwn && this.#keys.has(message.clientMessageId) ? message.clientMessageId : String(message.seq)
    const entry: TimelineEntry = { ...message, key, ...(outgoing !== undefined && { outgoing }) }
    this.#ofMessages.set(message, entry)
    return entry
  }

  #stateOf({ seq }: Message): 'sent' | 'delivered' | 'read' {
    const { delivered, read } = this.#peer ?? {}
    if (seq <= (read?.seq ?? 0)) return 'read'
    return seq <= (delivered?.seq ?? 0) ? 'delivered' : 'sent'
  }

  #ofOutgoing(message: OutgoingMessage): TimelineEntry {
    const { sending, clientMessageId, kind, body, mentions } = message
    const known = this.#ofSendings.get(sending)
    if (known !== undefined) return known
    const { state: outgoing, ...more } = sending
    const answered = this.#answered.get(message)
    const entry: TimelineEntry = {
      ...{ key: clientMessageId, clientMessageId, from: this.#user, kind, body, state: 'normal', outgoing },
      ...(mentions && { mentions }),
      ...(answered && { replyTo: { seq: answered.seq, stamp: answered.stamp, from: answered.from } }),
      ...more,
    }
    this.#ofSendings.set(sending, entry)
    return entry
  }
}
