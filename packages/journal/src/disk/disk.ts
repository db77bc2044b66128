/** Synchronous files; what a journal needs of an operating system. Every method throws the system's error. */
export interface Disk {
  /** Names in `folder`, in any order; none when the folder is missing. */
  list(folder: string): string[]
  /** Makes `folder` and what is missing above it; the folder itself outlives a power loss. */
  makeFolder(folder: string): void
  open(path: string, mode: OpenMode): DiskFile
  /** Replaces `to`. Outlives a power loss only after `syncFolder`, as making and removing a file. */
  rename(from: string, to: string): void
  remove(path: string): void
  syncFolder(folder: string): void
}

/** `write` makes a missing file; `write-through` is `write` with every write durable when it returns. */
export type OpenMode = 'read' | 'write' | 'write-through'

export interface DiskFile {
  size(): number
  /** Bytes read; fewer than asked only at the end of the file. */
  read(into: Uint8Array, at: number): number
  /** Writes all of `bytes` or throws; then any part may be written. */
  write(bytes: Uint8Array, at: number): void
  sync(): void
  truncate(size: number): void
  close(): void
}
