import fs from 'node:fs'
import path from 'node:path'
import type { Disk, DiskFile, OpenMode } from './disk.ts'

const { O_CREAT, O_DSYNC, O_RDONLY, O_RDWR } = fs.constants
// Windows has no O_DSYNC; there every write is followed by a sync.
const throughFlag = O_DSYNC ?? 0
const flags: Record<OpenMode, number> = { read: O_RDONLY, write: O_RDWR | O_CREAT, 'write-through': O_RDWR | O_CREAT | throughFlag }

/** The machine's files. */
export class NodeDisk implements Disk {
  list(folder: string): string[] {
    return fs.existsSync(folder) ? fs.readdirSync(folder) : []
  }

  makeFolder(folder: string): void {
    // One that is there may be of a run that was killed before it was synced.
    const first = fs.mkdirSync(folder, { recursive: true, mode: 0o700 }) ?? folder
    for (let at = folder; at.length >= first.length; at = path.dirname(at)) this.syncFolder(path.dirname(at))
  }

  open(file: string, mode: OpenMode): DiskFile {
    return new NodeFile(fs.openSync(file, flags[mode], 0o600), mode === 'write-through' && throughFlag === 0)
  }

  rename(from: string, to: string): void {
    fs.renameSync(from, to)
  }

  remove(file: string): void {
    fs.rmSync(file, { force: true })
  }

  syncFolder(folder: string): void {
    if (process.platform === 'win32') return
    const handle = fs.openSync(folder, O_RDONLY)
    try {
      fs.fsyncSync(handle)
    } finally {
      fs.closeSync(handle)
    }
  }
}

class NodeFile implements DiskFile {
  readonly #handle: number
  readonly #syncEach: boolean

  constructor(handle: number, syncEach: boolean) {
    this.#handle = handle
    this.#syncEach = syncEach
  }

  size(): number {
    return fs.fstatSync(this.#handle).size
  }

  read(into: Uint8Array, at: number): number {
    let done = 0
    while (done < into.length) {
      const count = fs.readSync(this.#handle, into, done, into.length - done, at + done)
      if (count === 0) break
      done += count
    }
    return done
  }

  write(bytes: Uint8Array, at: number): void {
    let done = 0
    while (done < bytes.length) done += fs.writeSync(this.#handle, bytes, done, bytes.length - done, at + done)
    if (this.#syncEach) this.sync()
  }

  sync(): void {
    fs.fdatasyncSync(this.#handle)
  }

  truncate(size: number): void {
    fs.ftruncateSync(this.#handle, size)
  }

  close(): void {
    fs.closeSync(this.#handle)
  }
}
