import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SegmentSummary } from '@magpie-im/journal'
import { StartError } from '../start-error.ts'
import { writeDurably } from './files.ts'

/** A moment of a journal, from which a backup is made. */
export interface BackupPoint {
  /** Of the journal. */
  readonly identity: string
  /** Everything before it is durable. */
  readonly position: number
  /** Which life of the journal it is: stamp of the last restore in its history; 0: there was none. */
  readonly epoch: number
  /** Milliseconds since 1970. */
  readonly at: number
}

/** A file of a backup. What it holds is part of its name there, so a name never stands for something else. */
export interface BackupFile {
  /** In the folder of the backup. */
  readonly file: string
  readonly bytes: number
  readonly sha256: string
}

export type BackupSegment = BackupFile & SegmentSummary

export interface Manifest extends BackupPoint {
  readonly segments: readonly BackupSegment[]
  /** Undefined: they were left out. */
  readonly secrets: BackupFile | undefined
  /** Bytes of uploaded files, which lie in `files`; undefined: it is older than they are. */
  readonly files?: number
  /** Has the files that are not in `files`; undefined: there is none. */
  readonly bucket?: string | undefined
}

const format = 2
const name = 'manifest.json'

export function sha256Of(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** Its last step makes a backup: without this file there is none, and it is never half. */
export function writeManifest(folder: string, manifest: Manifest): void {
  const sha256 = sha256Of(JSON.stringify(manifest))
  writeDurably(join(folder, name), `${JSON.stringify({ format, sha256, manifest }, undefined, 2)}\n`)
}

/** Undefined: there is no backup in `folder`, or none that was finished. Throws `StartError` when it cannot be trusted. */
export function readManifest(folder: string): Manifest | undefined {
  const path = join(folder, name)
  if (!existsSync(path)) return undefined
  const { format: found, sha256, manifest } = parse(path)
  if (typeof found === 'number' && found > format)
    throw new StartError(`the backup was made by a newer version of magpie: format ${found}, this one reads up to ${format}`)
  if (sha256Of(JSON.stringify(manifest) ?? '') !== sha256) throw damaged(path)
  return manifest as Manifest // as: its checksum says that `writeManifest` wrote it
}

export function messagesIn({ segments }: Manifest): number {
  return segments.reduce((sum, { messages }) => sum + messages, 0)
}

export function bytesIn({ segments, secrets, files = 0 }: Manifest): number {
  return segments.reduce((sum, { bytes }) => sum + bytes, files + (secrets?.bytes ?? 0))
}

function parse(path: string): { readonly format?: unknown; readonly sha256?: unknown; readonly manifest?: unknown } {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) ?? {}
  } catch {
    throw damaged(path)
  }
}

function damaged(path: string): StartError {
  return new StartError(`the backup is damaged: ${path} is not what was written`)
}
