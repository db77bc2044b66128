import type { ConversationId, FileId, UserId } from './ids.ts'
import type { Stamp } from './stamp.ts'

/** What is known of the bytes that somebody uploaded. The bytes themselves lie in a `FileStore` and never change. */
export interface StoredFile {
  readonly id: FileId
  /** Who uploaded it. */
  readonly owner: UserId
  readonly name: string
  readonly size: number
  /** In hexadecimal. */
  readonly sha256: string
  /** As its first bytes tell, whatever the owner said. */
  readonly mediaType: string
  /** Undefined: no picture, or none that could be read. */
  readonly picture: Picture | undefined
  /** When its upload was complete. */
  readonly createdAt: Stamp
  /** Since when it is known that no message holds it; 0: one does, or nobody has looked yet. */
  readonly unusedSince: Stamp
}

/** As it is shown: turned upright. */
export interface Picture {
  readonly width: number
  readonly height: number
  /** Whether there is a small version of it. */
  readonly thumbnail: boolean
}

/** A message with files was sent. Whether the message still holds them only the message can say. */
export interface FileUse {
  readonly stamp: Stamp
  readonly conversation: ConversationId
  /** Of the message. */
  readonly seqId: number
  readonly sender: UserId
}

/** Whether content names a file: then who is shown the one may have the other, if it was sent with it. */
export function holdsFile({ body }: { readonly body: string }, file: FileId): boolean {
  return body.includes(file)
}

const named = /file:([0-9a-f]{32})(?![0-9a-f])/g

/** The files that content may name, each once. */
export function filesNamedIn(body: string): readonly FileId[] {
  return [...new Set(Array.from(body.matchAll(named), ([, id]) => id as FileId))] // as: 32 hexadecimal digits
}
