import { type ConnectionId, type ConversationId, ImError, isUserId, type MessageRecord, type Stamp, type UserId } from '@magpie-im/model'
import { append, type Change } from '../commit.ts'
import type { CountedMessage, MessageNumbers, Pair } from '../conversations/pair.ts'
import type { Audience } from './audience.ts'
import type { SendCommand, SendPorts } from './send-command.ts'

/** The other one of two. */
export function singleAudience(ports: SendPorts, command: SendCommand): Audience {
  const opened = pairOf(ports, command)
  if (command.label !== '') checkLabel(ports, command, opened.pair)
  return new SingleAudience(ports, command, opened)
}

interface Opened {
  readonly pair: Pair
  /** What begins it, where there was none. */
  readonly begun?: Change
}

class SingleAudience implements Audience {
  readonly kind = 'single'
  readonly app = undefined
  readonly conversation: ConversationId
  readonly recipient: UserId
  readonly #ports: SendPorts
  readonly #command: SendCommand
  readonly #pair: Pair
  readonly #begun: Change | undefined

  constructor(ports: SendPorts, command: SendCommand, { pair, begun }: Opened) {
    this.conversation = pair.id
    this.recipient = pair.peerOf(command.sender)
    this.#ports = ports
    this.#command = command
    this.#pair = pair
    this.#begun = begun
  }

  checkAllowed(): void {
    checkMayWriteTo(this.#ports, this.#pair, this.#command.sender)
  }

  number(sender: UserId, stamp: Stamp): MessageNumbers {
    return this.#pair.number(sender, stamp)
  }

  appended(message: CountedMessage): void {
    this.#pair.appended(message)
  }

  becameDurable(message: CountedMessage): void {
    this.#pair.becameDurable(message)
  }

  takeBack(message: CountedMessage): void {
    this.#pair.takeBack(message)
  }

  prepare(): void {
    if (this.#begun !== undefined) append(this.#ports.journal, this.#begun)
    setLabels(this.#ports, this.#command, this.#pair)
  }

  deliver(message: MessageRecord, connection: ConnectionId | undefined): void {
    const { deliveries } = this.#ports
    const event = { kind: 'message', message } as const
    deliveries.deliver(this.recipient, event)
    deliveries.deliver(message.sender, event, connection)
  }
}

export type ContactPorts = Pick<SendPorts, 'blocks' | 'chatPolicy'>

/** Friends may write to each other, and who was written to may answer, or everybody to everybody; a block always wins. */
export function checkMayWriteTo({ blocks, chatPolicy }: ContactPorts, pair: Pair, sender: UserId): void {
  const recipient = pair.peerOf(sender)
  if (blocks.between(sender, recipient)) throw new ImError('Blocked')
  if (chatPolicy === 'friends' && !pair.friends && !pair.hasWritten(recipient)) throw new ImError('NotFriends')
}

/** With the change that begins it, where there is none yet. */
function pairOf({ conversations, accounts, chatPolicy }: SendPorts, { sender, recipient }: SendCommand): Opened {
  const pair = conversations.find(sender, recipient as UserId) // as: only looked up; what is no user id is not there
  if (pair !== undefined) return { pair }
  if (chatPolicy === 'friends' || recipient === sender) throw new ImError('NotFriends')
  if (!isUserId(recipient) || accounts.find(recipient) === undefined) throw new ImError('UserNotFound')
  const { pair: first, change: begun } = conversations.begin(sender, recipient)
  return { pair: first, begun }
}

function checkLabel({ aliases }: SendPorts, { sender, label }: SendCommand, pair: Pair): void {
  const named = aliases.find(sender, label)
  if (named !== undefined && named !== pair.id) throw new ImError('LabelTaken')
}

/** A sender without a label stays without one; a recipient who never chose takes the sender's, unless it clashes. */
function setLabels({ journal, aliases }: SendPorts, { sender, label }: SendCommand, pair: Pair): void {
  if ((aliases.labelOf(sender, pair.id) ?? '') !== label) append(journal, aliases.change(sender, pair.id, label))
  if (label === '') return
  const recipient = pair.peerOf(sender)
  const chosen = aliases.labelOf(recipient, pair.id) !== undefined
  if (!chosen && aliases.find(recipient, label) === undefined) append(journal, aliases.change(recipient, pair.id, label))
}
