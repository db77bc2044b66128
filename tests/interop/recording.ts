import { readdirSync, readFileSync } from 'node:fs'
import { decodePacket, type Packet, types } from '../drivers/omtp/packets.ts'
import { SyncDataReq } from '../drivers/omtp/structs.ts'

const folder = new URL('../../vectors/omtp-sessions/', import.meta.url)

export interface Frame {
  readonly index: number
  readonly connection: number
  readonly user: string | null
  readonly fromClient: boolean
  readonly ms: number
  readonly isAck: boolean
  readonly bytes: Buffer
  readonly packet: Packet
}

export interface RecordedConnection {
  readonly connection: number
  readonly closedMs: number
  readonly closedBy: 'client' | 'server' | 'proxy'
}

/** What a stock client and the reference server said to each other. */
export interface Recording {
  readonly name: string
  readonly users: readonly string[]
  readonly connections: readonly RecordedConnection[]
  readonly frames: readonly Frame[]
}

export const recordings: readonly Recording[] = readdirSync(folder).map((file) => {
  const recording = JSON.parse(readFileSync(new URL(file, folder), 'utf8'))
  return { ...recording, frames: recording.frames.map(readFrame) }
})

interface StoredFrame {
  readonly frame: Pick<Frame, 'connection' | 'user' | 'ms' | 'isAck'> & { readonly direction: string }
  readonly hex: string
}

function readFrame({ frame: { direction, ...rest }, hex }: StoredFrame, index: number): Frame {
  const bytes = Buffer.from(hex, 'hex')
  return { ...rest, index, fromClient: direction === 'client->server', bytes, packet: decodePacket(bytes.subarray(4)) }
}

/** Frames of a client that left in one segment, or one frame of the server. */
export type Segment = readonly [Frame, ...Frame[]]

export function segmentsOf({ frames }: Recording): Segment[] {
  const segments: [Frame, ...Frame[]][] = []
  for (const frame of frames) {
    const last = segments.at(-1)
    const together = frame.fromClient && last?.[0].fromClient && last[0].connection === frame.connection && last[0].ms === frame.ms
    if (together) last.push(frame)
    else segments.push([frame])
  }
  return segments
}

/** The request that a recorded reply answers. */
export function requestOf(recording: Recording, reply: Frame): Frame {
  const { type, packId } = reply.packet
  return found(
    recording.frames.find(
      (frame) => frame.fromClient && frame.connection === reply.connection && frame.packet.type === type && frame.packet.packId === packId,
    ),
  )
}

export function replyOf(recording: Recording, request: Frame): Frame | undefined {
  return recording.frames.find(
    (frame) =>
      !frame.fromClient &&
      frame.isAck &&
      frame.connection === request.connection &&
      frame.packet.type === request.packet.type &&
      frame.packet.packId === request.packet.packId,
  )
}

/** The request whose effect a recorded push is: the one it repeats or, for a notice, the newest that changes what the notice is about. */
export function causeOf(recording: Recording, push: Frame): Frame {
  const same = recording.frames.find(({ fromClient, packet }) => fromClient && packet.packId === push.packet.packId)
  const earlier = recording.frames.slice(0, push.index).filter(({ fromClient, packet }) => fromClient && packet.type >= 41)
  return found(same ?? earlier.filter(({ packet }) => packet.type !== types.groupMembers && packet.type !== types.friendSync).at(-1))
}

export interface Push {
  readonly name: string
  /** Index of the frame whose effect it is. */
  readonly cause: number
}

/** What was pushed to a connection in the recording. */
export function pushesTo(recording: Recording, connection: number): Push[] {
  const pushes = recording.frames.filter((frame) => !frame.fromClient && !frame.isAck && frame.connection === connection)
  return pushes.map((push) => ({ name: pushName(push.packet), cause: causeOf(recording, push).index }))
}

export function pushName(packet: Packet): string {
  if (packet.type === types.kickout) return 'kickout'
  if (packet.type === types.syncData) {
    const { command, content } = SyncDataReq.decode(packet.payload)
    return content === '' ? `sync ${command}` : `sync ${command} naming a group`
  }
  if (packet.type === types.read) return 'read mark'
  return `${packet.type === types.control ? 'control' : 'message'} ${packet.packId}`
}

function found(frame: Frame | undefined): Frame {
  if (frame === undefined) throw new Error('the recording lacks the frame that belongs to another')
  return frame
}
