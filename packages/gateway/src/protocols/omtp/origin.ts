import { type Message, type MessageKind, messageKinds, type Origin } from '@magpie-im/model'
import type { Long } from '@magpie-im/wire'

/** What of a client's message the product has no field for. */
export interface WireTraits {
  readonly version: number
  readonly flags: Long
  readonly contentType: number
  readonly status: number
}

const door = 'omtp'
const length = 18

const ordinary: Origin = { door, bytes: new Uint8Array(0) }

/** Without bytes when `traitsOf` would say the same of any message of this kind. */
export function originOf(traits: WireTraits, kind: MessageKind): Origin {
  const { version, flags, contentType, status } = traits
  if (version === 1 && flags === 0 && contentType === contentTypes[kind] && status === 0) return ordinary
  const bytes = Buffer.alloc(length)
  bytes.writeInt16BE(version, 0)
  bytes.writeBigInt64BE(BigInt(flags), 2)
  bytes.writeInt32BE(contentType, 10)
  bytes.writeInt32BE(status, 14)
  return { door, bytes }
}

export function traitsOf(origin: Origin | undefined, kind: MessageKind): WireTraits {
  if (origin?.door !== door || origin.bytes.length === 0) return ordinaryTraits[kind]
  const view = new DataView(origin.bytes.buffer, origin.bytes.byteOffset, length)
  const flags = view.getBigInt64(2)
  const small = Number(flags)
  return {
    version: view.getInt16(0),
    flags: Number.isSafeInteger(small) ? small : flags,
    contentType: view.getInt32(10),
    status: view.getInt32(14),
  }
}

const contentTypes: Record<MessageKind, number> = { text: 1, image: 2, voice: 3, video: 4, file: 5, location: 6, custom: 0, merged: 1 }

const ordinaryTraits = Object.fromEntries(
  messageKinds.map((kind): [MessageKind, WireTraits] => [kind, { version: 1, flags: 0, contentType: contentTypes[kind], status: 0 }]),
) as Record<MessageKind, WireTraits> // as: one for every kind

// A client has no way to send what the server alone makes.
const kinds = new Map(messageKinds.filter((kind) => kind !== 'merged').map((kind) => [contentTypes[kind], kind]))

/** What clients are shown in place of a body that they could not show. */
export function contentOf({ kind, body }: Pick<Message, 'kind' | 'body'>): string {
  return kind === 'merged' && body !== '' ? `[chat history: ${countItems(body)} messages]` : body
}

function countItems(body: string): number {
  const { items } = JSON.parse(body) as { readonly items: readonly unknown[] } // as: the server made it
  return items.length
}

export function kindOf(contentType: number): MessageKind {
  return kinds.get(contentType) ?? 'custom'
}
