import type { Device } from '../device.ts'
import type { UserId } from '../ids.ts'
import type { Stamp } from '../stamp.ts'

/** One attempt to sign in. */
export interface SignIn {
  readonly stamp: Stamp
  /** As he claimed. */
  readonly user: UserId
  readonly device: Device
  readonly address: string
  readonly door: string
  /** `ok` or the name of the error. */
  readonly result: string
}

export interface SignInsQuery {
  /** Undefined: of all users. */
  readonly user: UserId | undefined
  /** Only what is older. */
  readonly before: Stamp
  readonly limit: number
}

/** Attempts of the last 90 days. */
export interface SignIns {
  /** Newest first. */
  list(query: SignInsQuery): Promise<readonly SignIn[]>
}

/** A device of a user and when it last signed in. */
export interface KnownDevice {
  readonly device: Device
  readonly address: string
  readonly at: Stamp
}

/** Devices that signed in within the last 90 days. */
export interface Devices {
  /** The one that signed in last first; at most 200. */
  list(user: UserId): Promise<readonly KnownDevice[]>
}
