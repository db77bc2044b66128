import type { ConnectionId, Deliveries, Event, Subscription, UserId } from '@magpie-im/model'
import type { GroupState } from './group-state.ts'

export interface FanOut {
  readonly deliveries: Deliveries
  /** Members of a group up to which they are told one by one. */
  readonly fanOutLimit: number
}

/** Keeps the members of large groups subscribed to them, so that a message there costs who is online and not who is a member. */
export class GroupSubscriptions {
  readonly #fanOut: FanOut

  constructor(fanOut: FanOut) {
    this.#fanOut = fanOut
  }

  /** `user` has become a member of `group`, has changed, or is one no longer. */
  note(group: GroupState, user: UserId): void {
    const { deliveries, fanOutLimit } = this.#fanOut
    const large = group.size > fanOutLimit
    if (!large && group.large) deliveries.unsubscribe(group.id)
    if (large) for (const changed of group.large ? [user] : group.users()) this.#subscribe(group, changed)
    group.large = large
  }

  /** Nobody is in it any more, or it never came to be. */
  end(group: GroupState): void {
    if (group.large) this.#fanOut.deliveries.unsubscribe(group.id)
    group.large = false
  }

  #subscribe(group: GroupState, user: UserId): void {
    const subscription = subscriptionTo(group, user)
    if (subscription === undefined) this.#fanOut.deliveries.unsubscribe(group.id, user)
    else this.#fanOut.deliveries.subscribe(user, subscription)
  }
}

/** Who joined behind a message that was still on its way does not see it. */
export function subscriptionTo(group: GroupState, user: UserId): Subscription | undefined {
  const member = group.find(user)
  return member && { conversation: group.id, above: member.joined.seq }
}

/** To all members but the device on `except`. */
export function tellMembers(
  deliveries: Deliveries,
  group: GroupState,
  { event, except }: { event: Event; except?: ConnectionId | undefined },
) {
  if (group.large) deliveries.publish(group.id, event, except)
  else deliveries.deliverAll(group.users(), event, except)
}
