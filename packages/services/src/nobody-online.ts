import type { Deliveries } from '@magpie-im/model'

/** For a program that has no connections. */
export const nobodyOnline: Deliveries = {
  deliver: () => undefined,
  deliverAll: () => undefined,
  publish: () => undefined,
  subscribe: () => undefined,
  unsubscribe: () => undefined,
  disconnect: () => undefined,
}
