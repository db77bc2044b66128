import type { CloseReason, ConnectionId, ConversationId, Deliveries, Event, Subscription, UserId, WhichDevices } from '@magpie-im/model'

interface Delivery {
  readonly to: UserId
  readonly event: Event
  readonly except: ConnectionId | undefined
}

/** Remembers who would have been told what; everybody is online. */
export class RecordedDeliveries implements Deliveries {
  readonly all: Delivery[] = []
  readonly disconnected: { readonly user: UserId; readonly reason: CloseReason; readonly which?: WhichDevices }[] = []

  deliver(to: UserId, event: Event, except?: ConnectionId): void {
    this.all.push({ to, event, except })
  }

  deliverAll(users: Iterable<UserId>, event: Event, except?: ConnectionId): void {
    for (const user of users) this.deliver(user, event, except)
  }

  readonly topics = new Map<ConversationId, Map<UserId, Subscription>>()

  publish(conversation: ConversationId, event: Event, except?: ConnectionId): void {
    for (const [user, { above }] of this.topics.get(conversation) ?? []) {
      if (event.kind !== 'message' || event.message.seq > above) this.deliver(user, event, except)
    }
  }

  subscribe(user: UserId, subscription: Subscription): void {
    const topic = this.topics.get(subscription.conversation) ?? new Map<UserId, Subscription>()
    this.topics.set(subscription.conversation, topic.set(user, subscription))
  }

  unsubscribe(conversation: ConversationId, user?: UserId): void {
    if (user === undefined) this.topics.delete(conversation)
    else this.topics.get(conversation)?.delete(user)
  }

  disconnect(user: UserId, reason: CloseReason, which?: WhichDevices): void {
    this.disconnected.push({ user, reason, ...(which && { which }) })
  }

  eventsOf(user: UserId): Event[] {
    return this.all.filter(({ to }) => to === user).map(({ event }) => event)
  }

  bodiesOf(user: UserId): string[] {
    return this.eventsOf(user).flatMap((event) => (event.kind === 'message' ? [event.message.body] : []))
  }
}
