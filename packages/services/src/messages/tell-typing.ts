import { type Clock, type Deliveries, ImError, type UserId } from '@magpie-im/model'
import type { Conversations } from '../conversations/conversations.ts'
import type { Thread } from '../conversations/thread.ts'
import type { Groups } from '../groups/groups.ts'
import type { Mutes } from '../users/mutes.ts'
import { checkMayWrite } from './audience-group.ts'
import { type ContactPorts, checkMayWriteTo } from './audience-single.ts'

interface TellTypingPorts extends ContactPorts {
  readonly conversations: Conversations
  readonly groups: Groups
  readonly mutes: Mutes
  readonly deliveries: Deliveries
  readonly clock: Clock
}

/** Members of a group up to which they are told who is writing there. */
const mostTold = 100

/** Tells that somebody is writing, or no longer. It is stored nowhere and may be lost. */
export class TellTyping {
  readonly #ports: TellTypingPorts

  constructor(ports: TellTypingPorts) {
    this.#ports = ports
  }

  /** By the rules of sending. */
  tell(user: UserId, thread: Thread, on: boolean): void {
    const { conversations, groups, mutes, blocks, deliveries, clock } = this.#ports
    const now = clock.now() * 1000
    if (!thread.has(user)) throw new ImError('NotInConversation')
    if (mutes.until(user) > now) throw new ImError('Muted')
    const pair = conversations.byId(thread.id)
    if (pair !== undefined) {
      checkMayWriteTo(this.#ports, pair, user)
      deliveries.deliver(pair.peerOf(user), { kind: 'typing', audience: 'single', peer: user, user, on })
    }
    const group = groups.byConversation(thread.id)
    if (group === undefined) return
    checkMayWrite(group, user, now)
    if (group.size > mostTold) return
    const others = group.users().filter((other) => other !== user && !blocks.between(user, other))
    deliveries.deliverAll(others, { kind: 'typing', audience: 'group', peer: group.info.id, user, on })
  }
}
