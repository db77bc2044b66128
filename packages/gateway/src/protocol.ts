import type { CloseReason, Event, ImError, Recipient } from '@magpie-im/model'
import type { ConnectionState } from './connection-state.ts'
import type { Order, Slot } from './pipeline.ts'
import type { RequestLimit } from './request-limit.ts'
import type { Outlet, Session } from './session.ts'

export interface Packet {
  /** Bytes of its frame. */
  readonly size: number
}

/** Bytes → packets, for one connection, and frames as they look on it. */
export interface PacketReader<P extends Packet> {
  /**
   * Gives each packet that `chunk` completes to `take`. Throws `MalformedError`; after that nothing more is read.
   * True: that is enough for one turn (I10); the rest is given when it is called again, with what came meanwhile or with nothing.
   */
  push(chunk: Buffer, take: (packet: P) => void): boolean
  /** Called once for each frame, in the order they go out. */
  seal(frame: Buffer): Buffer
}

/** Bytes that are not the protocol; ends the connection. */
export class MalformedError extends Error {
  readonly reason: CloseReason

  constructor(reason: 'malformed' | 'frame-too-large', cause: unknown) {
    super(reason, { cause })
    this.reason = reason
  }
}

/** What a route sees of the connection its packet came on. */
export interface Peer extends Outlet {
  /** Without port. */
  readonly address: string
  readonly protocol: Protocol
  readonly state: ConnectionState
  readonly limit: RequestLimit
  readonly session: Session | undefined
  beginSignIn(): void
  signedIn(session: Session): void
}

export interface Route<P extends Packet> {
  readonly access: 'anyone' | 'signed-in'
  readonly order: Order
  /** Where it depends on the packet. */
  orderOf?(packet: P): Order
  /** Its reply has no place for an error: it is counted like any other, but handled even beyond the limit of requests. */
  readonly unrefusable?: boolean
  /** A refusal ends the connection for this reason. */
  readonly closesWhenRefused?: CloseReason
  /** Completes `slot`, now or later, or throws (or rejects with) what refuses the packet. */
  handle(packet: P, peer: Peer, slot: Slot): void | Promise<void>
}

/** All that the gateway knows of a protocol. */
export interface Protocol<P extends Packet = Packet> {
  readonly name: string
  open(): PacketReader<P>
  routeOf(packet: P): Route<P>
  /** Name of its type. One of few, whatever the client sends. */
  operationOf(packet: P): string
  /** The client's own id of this request; empty: it has none. */
  traceOf(packet: P): string
  /** The reply that says why `packet` was refused (I15). */
  refuse(packet: P, error: ImError): Buffer
  present(event: Event, to: Recipient): readonly Buffer[]
  /** What the client is told before the server closes; undefined: nothing. */
  farewell(reason: CloseReason): Buffer | undefined
}
