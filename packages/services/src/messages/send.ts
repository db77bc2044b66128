import {
  type ConnectionId,
  type Deliveries,
  type Event,
  ImError,
  idempotenceKey,
  isUserId,
  type Journal,
  type JournalRecord,
  type MessageKind,
  type MessageRecord,
  type Origin,
  type Outcome,
  type PushHint,
  type Stamps,
  type UserId,
} from '@magpie-im/model'
import { append } from '../commit.ts'
import type { Aliases } from '../conversations/aliases.ts'
import type { Conversations } from '../conversations/conversations.ts'
import type { Pair } from '../conversations/pair.ts'
import type { Blocks } from '../friends/blocks.ts'

export interface SendCommand {
  /** Who is signed in on `connection` (I5). */
  readonly sender: UserId
  readonly connection: ConnectionId
  readonly recipient: string
  /** The sender's own label for the conversation; empty: his door's default. */
  readonly label: string
  readonly clientMessageId: string
  /** The sender says that this is a repeat. */
  readonly resend: boolean
  readonly kind: MessageKind
  readonly body: string
  readonly push: PushHint | undefined
  readonly origin: Origin | undefined
}

export interface Sent {
  readonly seq: number
  readonly seqId: number
}

export interface SendReply {
  /** The message is durable (I1). A repeat gets what the first send got (I3). */
  accepted(sent: Sent): void
  refused(error: ImError): void
}

const longestId = 255

interface SendPorts {
  readonly journal: Journal
  readonly conversations: Conversations
  readonly aliases: Aliases
  readonly blocks: Blocks
  readonly stamps: Stamps
  readonly deliveries: Deliveries
}

/** check → number → journal → acknowledge and deliver. */
export class Send {
  readonly #ports: SendPorts

  constructor(ports: SendPorts) {
    this.#ports = ports
  }

  /** Throws when the message is refused at once; what becomes of it later goes to `reply`. */
  send(command: SendCommand, reply: SendReply): void {
    const pair = this.#find(command)
    if (command.clientMessageId.length > longestId || command.label.length > longestId) {
      throw new ImError('BadRequest', { detail: `message ids and labels have at most ${longestId} characters` })
    }
    this.#checkLabel(command, pair)
    const key = idempotenceKey({ sender: command.sender, conversation: pair.id, clientMessageId: command.clientMessageId })
    const first = key === undefined ? undefined : this.#findFirst(key, command)
    if (first !== undefined) {
      this.#ports.journal.barrier({ durable: () => reply.accepted(first), failed: (error) => reply.refused(error) })
      return
    }
    this.#checkAllowed(command, pair)
    this.#setLabels(command, pair)
    this.#store(command, { pair, key, reply })
  }

  #find({ sender, recipient }: SendCommand): Pair {
    const pair = isUserId(recipient) ? this.#ports.conversations.find(sender, recipient) : undefined
    if (pair === undefined) throw new ImError('NotFriends')
    return pair
  }

  /** Friends may write to each other, and who was written to may answer; a block always wins. Does not concern a repeat (I3). */
  #checkAllowed({ sender }: SendCommand, pair: Pair): void {
    if (this.#ports.blocks.between(sender, pair.peerOf(sender))) throw new ImError('Blocked')
    if (!pair.friends && !pair.hasWritten(pair.peerOf(sender))) throw new ImError('NotFriends')
  }

  #findFirst(key: string, command: SendCommand): Sent | undefined {
    const earlier = this.#ports.journal.find(key).filter(isMessage)
    const first = earlier.find((message) => message.body === command.body && message.kind === command.kind)
    if (first === undefined && earlier.length > 0 && command.resend) throw new ImError('MessageRepeated')
    return first
  }

  #checkLabel({ sender, label }: SendCommand, pair: Pair): void {
    if (label === '') return
    const named = this.#ports.aliases.find(sender, label)
    if (named !== undefined && named !== pair.id) throw new ImError('LabelTaken')
  }

  /** A sender without a label stays without one; a recipient who never chose takes the sender's, unless it clashes. */
  #setLabels({ sender, label }: SendCommand, pair: Pair): void {
    const { journal, aliases } = this.#ports
    if ((aliases.labelOf(sender, pair.id) ?? '') !== label) append(journal, aliases.change(sender, pair.id, label))
    if (label === '') return
    const recipient = pair.peerOf(sender)
    const chosen = aliases.labelOf(recipient, pair.id) !== undefined
    if (!chosen && aliases.find(recipient, label) === undefined) append(journal, aliases.change(recipient, pair.id, label))
  }

  #store(command: SendCommand, { pair, key, reply }: { pair: Pair; key: string | undefined; reply: SendReply }): void {
    const { sender, clientMessageId, kind, body, push, origin, connection } = command
    const stamp = this.#ports.stamps.next()
    const { seq, seqId, senderOrdinal, ordinal } = pair.number(sender, stamp)
    const record: MessageRecord = {
      type: 'message',
      stamp,
      conversation: pair.id,
      seq,
      seqId,
      sender,
      recipient: pair.peerOf(sender),
      clientMessageId,
      kind,
      body,
      push,
      origin,
      senderOrdinal,
      ordinal,
    }
    this.#ports.journal.append(record, new InFlight({ pair, record, reply, connection, deliveries: this.#ports.deliveries }), key)
    pair.appended(record)
  }
}

function isMessage(record: JournalRecord): record is MessageRecord {
  return record.type === 'message'
}

interface Flight {
  readonly pair: Pair
  readonly record: MessageRecord
  readonly reply: SendReply
  readonly connection: ConnectionId
  readonly deliveries: Deliveries
}

class InFlight implements Outcome {
  readonly #flight: Flight

  constructor(flight: Flight) {
    this.#flight = flight
  }

  durable(): void {
    const { pair, record, reply, connection, deliveries } = this.#flight
    pair.becameDurable(record)
    const event: Event = { kind: 'message', message: record }
    deliveries.deliver(record.recipient, event)
    deliveries.deliver(record.sender, event, connection)
    // Last: it may start the connection's next request, and a sync that opens its window now has the message in its moment.
    reply.accepted(record)
  }

  failed(error: ImError): void {
    const { pair, record, reply } = this.#flight
    pair.takeBack(record)
    reply.refused(error)
  }
}
