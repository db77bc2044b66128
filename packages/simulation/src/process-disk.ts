import type { Disk, DiskFile, DiskOperation, OpenMode } from '@magpie-im/journal'

/** Asked by a process that is no more, so nobody hears of it. */
export class ProcessEnded extends Error {
  override readonly name = 'ProcessEnded'
}

interface ProcessDiskOptions {
  readonly disk: Disk
  readonly isAlive: () => boolean
  /** Told before each operation; may end the process, and says how many bytes of a write get to the cache in spite of that. */
  readonly before: (operation: DiskOperation) => number
}

/** The disk as one process has it: every operation of a dead one fails. */
export class ProcessDisk implements Disk {
  readonly #options: ProcessDiskOptions

  constructor(options: ProcessDiskOptions) {
    this.#options = options
  }

  list(folder: string): string[] {
    this.#check('open', folder)
    return this.#options.disk.list(folder)
  }

  makeFolder(folder: string): void {
    this.#check('open', folder)
    this.#options.disk.makeFolder(folder)
  }

  open(path: string, mode: OpenMode): DiskFile {
    this.#check('open', path)
    const file = this.#options.disk.open(path, mode)
    return {
      size: () => file.size(),
      read: (into, at) => {
        this.#check('read', path, into.length)
        return file.read(into, at)
      },
      write: (bytes, at) => {
        this.#check('write', path, bytes.length, (count) => this.#options.disk.open(path, 'write').write(bytes.subarray(0, count), at))
        file.write(bytes, at)
      },
      sync: () => {
        this.#check('sync', path)
        file.sync()
      },
      truncate: (size) => {
        this.#check('truncate', path, size)
        file.truncate(size)
      },
      close: () => file.close(),
    }
  }

  rename(from: string, to: string): void {
    this.#check('rename', from)
    this.#options.disk.rename(from, to)
  }

  remove(path: string): void {
    this.#check('remove', path)
    this.#options.disk.remove(path)
  }

  syncFolder(folder: string): void {
    this.#check('sync-folder', folder)
    this.#options.disk.syncFolder(folder)
  }

  #check(kind: DiskOperation['kind'], path: string, bytes = 0, tear?: (count: number) => void): void {
    const { isAlive, before } = this.#options
    const reached = isAlive() ? before({ kind, path, bytes }) : 0
    if (isAlive()) return
    if (reached > 0) tear?.(reached)
    throw new ProcessEnded(`${kind} ${path}`)
  }
}
