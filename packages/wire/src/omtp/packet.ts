import type { StructCodec } from '../tars/struct.ts'

/** One row of the packet table. */
export interface Packet<Request = unknown, Reply = unknown, Name extends string = string> {
  readonly type: number
  readonly name: Name
  readonly from: 'client' | 'server' | 'both'
  readonly request: StructCodec<Request>
  /** `undefined`: nobody answers it. */
  readonly reply: StructCodec<Reply> | undefined
}

interface Structs<Request, Reply> {
  readonly request: StructCodec<Request>
  readonly reply?: StructCodec<Reply>
  readonly from?: Packet['from']
}

export function definePacket<Request, Reply, Name extends string>(
  type: number,
  name: Name,
  { request, reply, from = 'client' }: Structs<Request, Reply>,
): Packet<Request, Reply, Name> {
  return { type, name, from, request, reply }
}
