import { type ConnectionId, type Deliveries, type Event, ImError } from '@magpie-im/model'
import type { GroupState } from '../groups/group-state.ts'
import type { Audience } from './audience.ts'
import type { SendCommand, SendPorts } from './send-command.ts'

/** All members of a group, which they know by its own id. */
export function groupAudience(ports: SendPorts, { sender, recipient }: SendCommand): Audience {
  const group = ports.groups.get(recipient)
  return {
    conversation: group.id,
    kind: 'group',
    recipient: group.info.id,
    app: undefined,
    checkAllowed: () => checkMayWrite(group, sender, ports.clock.now() * 1000),
    number: (sender, stamp) => group.number(sender, stamp),
    appended: (message) => group.appended(message),
    becameDurable: (message) => group.becameDurable(message),
    takeBack: (message) => group.takeBack(message),
    prepare: () => undefined,
    deliver: (message, connection) => {
      const event = { kind: 'message', message } as const
      if (group.large && !group.info.dismissed) ports.deliveries.publish(group.id, event, connection)
      else deliver(ports.deliveries, { group, event, except: connection })
    },
  }
}

export function checkMayWrite(group: GroupState, sender: SendCommand['sender'], now: number): void {
  const member = group.find(sender)
  if (member === undefined) throw new ImError('NotInGroup')
  if (member.mutedUntil > now || (group.info.muted && member.role === 'member')) throw new ImError('GroupMuted')
}

interface Delivery {
  readonly group: GroupState
  readonly event: Event & { readonly kind: 'message' }
  readonly except: ConnectionId | undefined
}

/** Who joined behind a message that was still on its way does not see it. */
function deliver(deliveries: Deliveries, { group, event, except }: Delivery): void {
  for (const { user, joined } of group.members()) if (joined.seq < event.message.seq) deliveries.deliver(user, event, except)
}
