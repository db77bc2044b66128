import type { Picture } from '../file.ts'
import type { FileId, UserId } from '../ids.ts'

/** A file that is not whole yet. */
export interface Upload {
  readonly id: FileId
  readonly owner: UserId
  readonly name: string
  readonly size: number
  /** As its owner announced it, in hexadecimal; undefined: he did not. */
  readonly sha256: string | undefined
  /** In milliseconds since 1970. */
  readonly begunAt: number
}

export interface Inspected {
  /** In hexadecimal. */
  readonly sha256: string
  /** Of the first bytes. */
  readonly mediaType: string
  /** Undefined: no picture, or none that can be read. */
  readonly picture: Picture | undefined
}

/** The file as it was uploaded, or its small version. */
export type FileVersion = 'original' | 'thumbnail'

export interface ByteRange {
  readonly from: number
  /** Included. */
  readonly to: number
}

export interface Download {
  readonly id: FileId
  readonly version: FileVersion
  /** HEAD: only what would be sent is asked for. */
  readonly method: 'GET' | 'HEAD'
  /** What it says of itself, whoever sends it. */
  readonly headers: Readonly<Record<'content-type' | 'content-disposition' | 'cache-control', string>>
  /** In seconds since 1970. */
  readonly expiresAt: number
}

/**
 * Where the bytes of files lie. What a method did outlives a power loss when it resolves. Methods that write throw
 * `StorageUnavailable` when there is no room or it cannot be reached, and leave what was there before.
 */
export interface FileStore {
  /** Bytes it holds, of files, small versions and uploads. */
  readonly bytes: number
  /** Those that were begun and neither kept nor dropped, with the offset each has reached; also from before a restart. */
  uploads(): Promise<readonly (Upload & { readonly offset: number })[]>
  begin(upload: Upload): Promise<void>
  /** Adds bytes to an upload at the offset it has reached; resolves with the new one. Keeps what came when `bytes` breaks off. */
  write(id: FileId, bytes: AsyncIterable<Uint8Array>): Promise<number>
  /** Reads a whole upload, and makes a small version of a picture. */
  inspect(id: FileId): Promise<Inspected>
  /** An upload becomes a file. May be done again. */
  keep(id: FileId): Promise<void>
  /** Forgets an upload, but not a file that was made of it. */
  drop(id: FileId): Promise<void>
  /** Throws `NotFound` when there are no such bytes; elsewhere it is who goes there that is told. */
  open(download: Download): Promise<FileBytes | FileElsewhere>
  /** Does nothing when there is no such file. What cannot be reached is removed as soon as it can. */
  remove(id: FileId): Promise<void>
}

export interface FileBytes {
  readonly size: number
  /** Must be read to its end, or left by `return`. */
  read(range: ByteRange): AsyncIterable<Uint8Array>
}

export interface FileElsewhere {
  /** Whoever has it gets the file there, with ranges, until the download expires or a little longer. */
  readonly url: string
}
