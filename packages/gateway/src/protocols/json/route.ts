import { type ConnectionId, ImError, type UserId } from '@magpie-im/model'
import { type JsonCommandName, type JsonRead, type JsonReply, jsonCommands } from '@magpie-im/wire'
import type { Order, Slot } from '../../pipeline.ts'
import type { Peer, Route } from '../../protocol.ts'
import type { Session } from '../../session.ts'
import type { JsonPacket } from './reader.ts'
import { replyFrame } from './reply.ts'

export type JsonRoute = Route<JsonPacket>

/** A request of a signed-in client. */
export interface Call<N extends JsonCommandName> {
  readonly request: JsonRead<N>
  readonly session: Session
  readonly peer: Peer
  /** Who asks, and the connection whose device is not told of what it did itself. */
  readonly operator: { readonly user: UserId; readonly connection: ConnectionId }
}

// biome-ignore lint/suspicious/noConfusingVoidType: what a use case without an answer resolves with
type Done<N extends JsonCommandName> = Record<string, never> extends JsonReply<N> ? void : JsonReply<N>

/** A command: read, one call, reply. One without a reply of its own is answered with `{}`. */
export function route<N extends JsonCommandName>(name: N, handle: (call: Call<N>) => Done<N> | Promise<Done<N>>): JsonRoute {
  return {
    access: 'signed-in',
    order: 'alone',
    handle: async (packet, peer, slot) => {
      const ok = await handle(callOf(name, packet, peer))
      slot.complete(replyFrame(packet, (ok ?? {}) as JsonReply<N>)) // as: what has no fields is void to its handler
    },
  }
}

interface LateOptions<N extends JsonCommandName> {
  readonly order: Order
  /** Where it depends on the packet. */
  readonly orderOf?: (packet: JsonPacket) => Order
  readonly handle: (call: Call<N>, packet: JsonPacket, slot: Slot) => void | Promise<void>
}

/** A command that completes the place of its reply itself. */
export function lateRoute<N extends JsonCommandName>(name: N, { handle, ...order }: LateOptions<N>): JsonRoute {
  return { access: 'signed-in', ...order, handle: (packet, peer, slot) => handle(callOf(name, packet, peer), packet, slot) }
}

function callOf<N extends JsonCommandName>(name: N, packet: JsonPacket, peer: Peer): Call<N> {
  const { session } = peer
  if (session === undefined) throw new Error('a request of a signed-in client was dispatched without a session')
  return { request: read(name, packet), session, peer, operator: { user: session.user, connection: peer.id } }
}

/** Throws `BadRequest` for what is not the command that it says it is. */
export function read<N extends JsonCommandName>(name: N, { frame }: JsonPacket): JsonRead<N> {
  const result = jsonCommands[name].request.safeParse(frame)
  if (result.success) return result.data as JsonRead<N> // as: the schema of this name has read it
  const [issue] = result.error.issues
  throw new ImError('BadRequest', { detail: issue === undefined ? name : problemOf(issue) })
}

interface Issue {
  readonly code?: string | undefined
  readonly path: readonly PropertyKey[]
  readonly message: string
}

/** In words of ours: a name that the client made up is not repeated. */
function problemOf({ code, path, message }: Issue): string {
  const problem = code === 'unrecognized_keys' ? 'there is a field that does not belong here' : message
  return path.length === 0 ? problem : `${path.join('.')}: ${problem}`
}
