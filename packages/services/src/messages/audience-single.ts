import { ImError, isUserId, type UserId } from '@magpie-im/model'
import { append, type Change } from '../commit.ts'
import type { Pair } from '../conversations/pair.ts'
import type { Audience } from './audience.ts'
import type { SendCommand, SendPorts } from './send-command.ts'

/** The other one of two. */
export function singleAudience(ports: SendPorts, command: SendCommand): Audience {
  const { sender, label } = command
  const { pair, begun } = pairOf(ports, command)
  const recipient = pair.peerOf(sender)
  checkLabel(ports, { sender, label, pair })
  return {
    conversation: pair.id,
    kind: 'single',
    recipient,
    app: undefined,
    checkAllowed: () => checkAllowed(ports, sender, pair),
    number: (sender, stamp) => pair.number(sender, stamp),
    appended: (message) => pair.appended(message),
    becameDurable: (message) => pair.becameDurable(message),
    takeBack: (message) => pair.takeBack(message),
    prepare: () => {
      if (begun !== undefined) append(ports.journal, begun)
      setLabels(ports, { sender, label, pair })
    },
    deliver: (message, connection) => {
      const event = { kind: 'message', message } as const
      ports.deliveries.deliver(recipient, event)
      ports.deliveries.deliver(sender, event, connection)
    },
  }
}

/** With the change that begins it, where there is none yet. */
function pairOf({ conversations, accounts, chatPolicy }: SendPorts, { sender, recipient }: SendCommand): { pair: Pair; begun?: Change } {
  const pair = isUserId(recipient) ? conversations.find(sender, recipient) : undefined
  if (pair !== undefined) return { pair }
  if (chatPolicy === 'friends' || recipient === sender) throw new ImError('NotFriends')
  if (!isUserId(recipient) || accounts.find(recipient) === undefined) throw new ImError('UserNotFound')
  const { pair: first, change: begun } = conversations.begin(sender, recipient)
  return { pair: first, begun }
}

/** Friends may write to each other, and who was written to may answer, or everybody to everybody; a block always wins. */
function checkAllowed({ blocks, chatPolicy }: SendPorts, sender: UserId, pair: Pair): void {
  const recipient = pair.peerOf(sender)
  if (blocks.between(sender, recipient)) throw new ImError('Blocked')
  if (chatPolicy === 'friends' && !pair.friends && !pair.hasWritten(recipient)) throw new ImError('NotFriends')
}

interface Labelled {
  readonly sender: UserId
  readonly label: string
  readonly pair: Pair
}

function checkLabel({ aliases }: SendPorts, { sender, label, pair }: Labelled): void {
  if (label === '') return
  const named = aliases.find(sender, label)
  if (named !== undefined && named !== pair.id) throw new ImError('LabelTaken')
}

/** A sender without a label stays without one; a recipient who never chose takes the sender's, unless it clashes. */
function setLabels({ journal, aliases }: SendPorts, { sender, label, pair }: Labelled): void {
  if ((aliases.labelOf(sender, pair.id) ?? '') !== label) append(journal, aliases.change(sender, pair.id, label))
  if (label === '') return
  const recipient = pair.peerOf(sender)
  const chosen = aliases.labelOf(recipient, pair.id) !== undefined
  if (!chosen && aliases.find(recipient, label) === undefined) append(journal, aliases.change(recipient, pair.id, label))
}
