import { type Header, Pack, type Value } from './structs.ts'

export const types = {
  ping: 10,
  login: 11,
  logout: 12,
  kickout: 13,
  singleChat: 14,
  groupChat: 15,
  notify: 16,
  control: 17,
  read: 18,
  hotSessions: 19,
  highPriority: 20,
  history: 21,
  monitorStart: 22,
  monitorStop: 23,
  monitorSync: 24,
  syncData: 25,
  groupSync: 40,
  groupCreate: 41,
  groupJoin: 42,
  groupQuit: 43,
  groupDismiss: 44,
  groupTransfer: 45,
  groupUpdate: 46,
  groupMembers: 47,
  friendAdd: 51,
  friendDelete: 52,
  friendSync: 53,
  userInfo: 54,
  userInfoUpdate: 55,
  userAttributeSet: 56,
  userAttributes: 57,
  sessionAttributeSet: 58,
} as const

export const flags = { ack: 1n, dup: 2n, counter: 4n, override: 8n, revoke: 16n, priority: 32n } as const

export type Packet = Value<typeof Header> & { readonly payload: Buffer }

export function isAck(packet: Packet): boolean {
  return (packet.flags & flags.ack) !== 0n
}

export function frame(body: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(body.length + 4)
  return Buffer.concat([length, body])
}

export function encodePacket({ payload, ...header }: Packet): Buffer {
  return frame(Pack.encode({ header, payload }))
}

export function decodePacket(body: Buffer): Packet {
  const { header, payload } = Pack.decode(body)
  return { ...header, payload }
}

/** Cuts a stream into the bodies of its frames. */
export class Frames {
  #rest: Buffer = Buffer.alloc(0)

  push(chunk: Buffer): Buffer[] {
    const bodies: Buffer[] = []
    let bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    while (bytes.length >= 4 && bytes.length >= bytes.readUInt32BE()) {
      const end = bytes.readUInt32BE()
      bodies.push(bytes.subarray(4, end))
      bytes = bytes.subarray(end)
    }
    this.#rest = bytes
    return bodies
  }
}
