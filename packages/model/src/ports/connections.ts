import type { Device } from '../device.ts'
import type { ConnectionId, UserId } from '../ids.ts'

/** A connection on which somebody is signed in. */
export interface OpenConnection {
  readonly id: ConnectionId
  readonly user: UserId
  readonly device: Device
  /** Without port. */
  readonly address: string
  /** By which door he came. */
  readonly door: string
  /** For how long he has been signed in. */
  readonly ageMs: number
}

/** The signed-in connections of this process. */
export interface Connections {
  /** In the order of their ids, from the first above `after`; `user` undefined: of everybody. */
  list(query: { readonly user: UserId | undefined; readonly after: number; readonly limit: number }): readonly OpenConnection[]
  /** Whether there was one of this id; it is ended as `ended`. */
  end(id: number): boolean
}
