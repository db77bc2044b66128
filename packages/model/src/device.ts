/** Kinds of device; at most one session of a kind per user unless the device policy says otherwise. */
export const deviceTypes = ['ios', 'android', 'macos', 'windows', 'linux'] as const
export type DeviceType = (typeof deviceTypes)[number]

/** One installation of one user. */
export interface Device {
  readonly id: string
  readonly type: DeviceType
  readonly name: string
  readonly appVersion: string
}
