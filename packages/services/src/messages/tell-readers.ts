import type { ConnectionId, Deliveries, Event, Message, UserId } from '@magpie-im/model'
import type { GroupState } from '../groups/group-state.ts'
import type { Groups } from '../groups/groups.ts'

interface TellingPorts {
  readonly deliveries: Deliveries
  readonly groups: Groups
}

interface Told {
  readonly message: Message
  readonly event: Event
  /** Who did it: his other devices are told too. Undefined: the operator of the server. */
  readonly by: UserId | undefined
  /** Whose device is not told of what it did itself. */
  readonly connection: ConnectionId | undefined
}

/** Tells who is shown a message what became of it. */
export function tellReaders({ deliveries, groups }: TellingPorts, { message, event, by, connection }: Told): void {
  const group = groups.byConversation(message.conversation)
  if (group?.large) {
    deliveries.publish(message.conversation, event, connection)
    return
  }
  const readers = readersOf(message, group)
  deliveries.deliverAll(new Set(by === undefined ? readers : [by, ...readers]), event, connection)
}

/** Of a notice the one who was given it. */
function readersOf({ audience, sender, recipient, seqId }: Message, group: GroupState | undefined): UserId[] {
  if (group !== undefined) return group.users().filter((user) => group.readableAbove(user) < seqId)
  const other = recipient as UserId // as: only the recipient of a message to a group is none
  return audience === 'single' ? [sender, other] : [other]
}
