import type { MessageId } from '@magpie-im/checker'
import { ContentType, ErrorCode, flags, type MsgAck, packets } from '@magpie-im/wire'
import { bodyOf } from './body.ts'
import type { PhoneTimer } from './clock.ts'
import { isPassing } from './codes.ts'
import type { Conversation } from './conversation.ts'
import { Outbox, type Outgoing } from './outbox.ts'
import type { Belongings, Session } from './session.ts'

const noPush = { title: '', summary: '', url: '' }
/** How long nothing is sent after a refusal that will pass. */
const holdMs = 200

/** Brings messages to the server: each until it is acknowledged or refused for good, a bounded number at a time. */
export class Postman {
  readonly #own: Belongings
  readonly #settled: () => void
  readonly #outbox = new Outbox()
  readonly #ids: string
  readonly #window: number
  #session: Session | undefined
  #written = 0
  #twice = false
  #hold: PhoneTimer | undefined

  /** `settled` is called when nothing waits any more. */
  constructor(own: Belongings, settled: () => void) {
    const { user, device, messageIds = `${user}-${device.id}`, window = 16 } = own.options
    this.#own = own
    this.#settled = settled
    this.#ids = messageIds
    this.#window = window
  }

  get waiting(): number {
    return this.#outbox.size
  }

  post(conversation: Conversation, body?: string): MessageId {
    const place = ++this.#written
    const id = `${this.#ids}-${place}`
    this.#outbox.add({ id, place, conversation, body: body ?? bodyOf(id), leftAt: undefined })
    this.#pump()
    return id
  }

  /** The next message to leave does so twice. */
  duplicateNext(): void {
    this.#twice = true
  }

  online(session: Session): void {
    this.#session = session
    this.#pump()
  }

  offline(): void {
    this.#session = undefined
    this.#hold?.cancel()
    this.#hold = undefined
    this.#outbox.allAgain()
  }

  #pump(): void {
    while (this.#hold === undefined && this.#session?.isOpen && this.#outbox.inFlight < this.#window) {
      const message = this.#outbox.next()
      if (message === undefined) return
      this.#transmit(this.#session, message)
      if (this.#twice) this.#transmit(this.#session, message)
      this.#twice = false
    }
  }

  #transmit(session: Session, message: Outgoing): void {
    const { options, tally } = this.#own
    const { id, conversation, body, leftAt } = message
    const { user } = options
    const at = options.clock.monotonic()
    const repeat = leftAt !== undefined
    message.leftAt ??= at
    options.record({ type: 'sent', at, session: session.id, user, conversation: conversation.key, id, body: repeat ? '' : body, repeat })
    tally[repeat ? 'repeats' : 'sent'] += 1
    const content = { contentType: ContentType.CT_TEXT, content: body, pushInfo: noPush, status: 0 }
    const value = { sessionId: conversation.label, seqId: 0, timestamp: 0, from: user, to: conversation.to, ...content }
    session.ask(conversation.isGroup ? packets.MSG_GROUP_CHAT : packets.MSG_SINGLE_CHAT, value, {
      packId: id,
      // Repeats are recognised with the mark and without it.
      flags: repeat && options.random() < 0.5 ? flags.PF_ISDUP : 0,
      answered: (ack) => this.#answered(session, message, ack),
    })
  }

  #answered(session: Session, message: Outgoing, ack: MsgAck): void {
    const { id } = message
    const settled = this.#outbox.settle(id) !== undefined
    if (ack.errorCode.code === ErrorCode.EC_SUCCESS) this.#acknowledged(session, message, { seqId: Number(ack.seqId), settled })
    else this.#refused(session, message, { code: ack.errorCode.code, settled })
    this.#pump()
    if (this.waiting === 0) this.#settled()
  }

  #acknowledged(session: Session, { id, conversation, leftAt }: Outgoing, { seqId, settled }: { seqId: number; settled: boolean }): void {
    const { options, tally, memory } = this.#own
    const at = options.clock.monotonic()
    options.record({ type: 'acked', at, session: session.id, id, seqId })
    if (!settled) return
    tally.acked += 1
    memory.acknowledged(id, { conversation, seqId })
    conversation.remember({ id, from: options.user, seqId })
    options.acknowledged?.(at - (leftAt ?? at))
  }

  #refused(session: Session, message: Outgoing, { code, settled }: { code: number; settled: boolean }): void {
    const { options, tally, complain } = this.#own
    options.record({ type: 'refused', at: options.clock.monotonic(), session: session.id, id: message.id, code })
    if (code === ErrorCode.EC_MSG_REPEATED) complain(`${message.id} was refused as if it had been sent with another body`)
    if (!settled) return
    if (!isPassing(code)) {
      tally.refused += 1
      return
    }
    tally.deferred += 1
    this.#outbox.again(message)
    this.#hold ??= options.clock.after(holdMs * (0.5 + options.random()), () => {
      this.#hold = undefined
      this.#pump()
    })
  }
}
