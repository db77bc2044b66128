import type { CloseReason, ConnectionId, Deliveries, Event, UserId, WhichDevices } from '@magpie-im/model'

interface Delivery {
  readonly to: UserId
  readonly event: Event
  readonly except: ConnectionId | undefined
}

/** Remembers who would have been told what. */
export class RecordedDeliveries implements Deliveries {
  readonly all: Delivery[] = []
  readonly disconnected: { readonly user: UserId; readonly reason: CloseReason; readonly which?: WhichDevices }[] = []

  deliver(to: UserId, event: Event, except?: ConnectionId): void {
    this.all.push({ to, event, except })
  }

  deliverAll(users: Iterable<UserId>, event: Event, except?: ConnectionId): void {
    for (const user of users) this.deliver(user, event, except)
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
