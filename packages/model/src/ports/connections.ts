import type { Device } from '../device.ts'
import type { ConnectionId, UserId } from '../ids.ts'

/** A connection somebody is signed in on. */
export interface OpenConnection {
  readonly id: ConnectionId
  readonly user: UserId
  readonly device: Device
  /** Of the client, without port. */
  readonly address: string
  readonly door: string
  /** Of the door's protocol, as the client gave it; empty: it has none. */
  readonly protocolVersion: string
  /** Milliseconds since 1970. */
  readonly signedInAt: number
}

export interface ConnectionsQuery {
  /** Undefined: of all users. */
  readonly user: UserId | undefined
  /** Only those whose id is greater. */
  readonly above: number
  readonly limit: number
}

/** The connections of this process. */
export interface Connections {
  /** In the order of their ids. */
  list(query: ConnectionsQuery): readonly OpenConnection[]
  /** Whether there was one of this id; its client may come back. */
  end(id: number): boolean
}
