import type { DeviceType } from './device.ts'

/** Who is told whether a user is here, beside himself. */
export const presenceAudiences = ['friends', 'everyone', 'nobody'] as const
export type PresenceAudience = (typeof presenceAudiences)[number]

/** What a signed-in device says of its user. */
export type DeviceStatus = 'online' | 'away'

export interface PresentDevice {
  readonly type: DeviceType
  readonly status: DeviceStatus
}

/** Whether a user is here. */
export interface Presence {
  /** The best of his devices. */
  readonly status: DeviceStatus | 'offline'
  /** One of each type. */
  readonly devices: readonly PresentDevice[]
  /** Of who is offline, where it is known, in milliseconds since 1970. */
  readonly lastSeen: number | undefined
}
