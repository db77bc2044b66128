import path from 'node:path'
import type { Disk, DiskFile, OpenMode } from '../disk/disk.ts'
import { type Random, SimulatedFile } from './simulated-file.ts'

/** One thing the disk is asked to do. */
export interface DiskOperation {
  readonly kind: 'open' | 'read' | 'write' | 'sync' | 'truncate' | 'rename' | 'remove' | 'sync-folder'
  readonly path: string
  readonly bytes: number
}

/** How an operation goes wrong: what a write had reached in the cache before, and the code it throws. */
export interface DiskFault {
  readonly code: 'EIO' | 'ENOSPC'
  readonly written?: number
}

type FolderChange =
  | { readonly kind: 'made'; readonly path: string; readonly file: SimulatedFile }
  | { readonly kind: 'removed'; readonly path: string }
  | { readonly kind: 'renamed'; readonly from: string; readonly to: string }

/** A disk in memory that knows what was synced, so it can lose the rest as a power cut does. */
export class SimulatedDisk implements Disk {
  /** Asked before every operation; an answer makes it fail. */
  fault: ((operation: DiskOperation) => DiskFault | undefined) | undefined
  /** All files together may not be longer. */
  capacity = Number.POSITIVE_INFINITY
  readonly #files = new Map<string, SimulatedFile>()
  readonly #changes: FolderChange[] = []
  #durable = new Map<string, SimulatedFile>()

  list(folder: string): string[] {
    return [...this.#files.keys()].filter((file) => path.dirname(file) === folder).map((file) => path.basename(file))
  }

  /** Folders are not modelled: each exists. */
  makeFolder(): void {
    this.check({ kind: 'open', path: '', bytes: 0 })
  }

  open(file: string, mode: OpenMode): DiskFile {
    this.check({ kind: 'open', path: file, bytes: 0 })
    const known = this.#files.get(file)
    if (known === undefined && mode === 'read') throw systemError('ENOENT', file)
    const inode = known ?? new SimulatedFile()
    if (known === undefined) {
      this.#files.set(file, inode)
      this.#changes.push({ kind: 'made', path: file, file: inode })
    }
    return new Handle(this, { path: file, inode, through: mode === 'write-through' })
  }

  rename(from: string, to: string): void {
    this.check({ kind: 'rename', path: from, bytes: 0 })
    const inode = this.#files.get(from)
    if (inode === undefined) throw systemError('ENOENT', from)
    this.#files.delete(from)
    this.#files.set(to, inode)
    this.#changes.push({ kind: 'renamed', from, to })
  }

  remove(file: string): void {
    this.check({ kind: 'remove', path: file, bytes: 0 })
    if (this.#files.delete(file)) this.#changes.push({ kind: 'removed', path: file })
  }

  syncFolder(folder: string): void {
    this.check({ kind: 'sync-folder', path: folder, bytes: 0 })
    this.#changes.length = 0
    this.#durable = new Map(this.#files)
  }

  /**
   * The power goes: of what was not synced, `random` decides what is lost, kept or torn. Gives the disk as the next
   * start finds it; whoever still works on this one changes nothing there.
   */
  crash(random: Random): SimulatedDisk {
    const files = new Map(this.#durable)
    const kept = Math.floor(random() * (this.#changes.length + 1))
    for (const change of this.#changes.slice(0, kept)) apply(files, change)
    const after = new SimulatedDisk()
    for (const [file, inode] of files) after.#files.set(file, inode.crash(random))
    after.#durable = new Map(after.#files)
    return after
  }

  /** The medium changes a bit by itself. */
  flipBit(file: string, bit: number): void {
    this.#files.get(file)?.flipBit(bit)
  }

  /** A disk with the same content, all of it synced. */
  copy(): SimulatedDisk {
    const disk = new SimulatedDisk()
    for (const [file, inode] of this.#files) disk.#files.set(file, inode.copy())
    disk.#durable = new Map(disk.#files)
    return disk
  }

  /** Throws what `fault` or `capacity` say; only for the files of this disk. */
  check(operation: DiskOperation, write?: (bytes: number) => void): void {
    const fault = this.fault?.(operation)
    if (fault === undefined) return
    write?.(fault.written ?? 0)
    throw systemError(fault.code, operation.path)
  }

  /** How many bytes all files may still grow by. */
  room(): number {
    return this.capacity === Number.POSITIVE_INFINITY ? this.capacity : Math.max(0, this.capacity - this.used())
  }

  /** Bytes of all files. */
  used(): number {
    let used = 0
    for (const inode of this.#files.values()) used += inode.size
    return used
  }
}

function apply(files: Map<string, SimulatedFile>, change: FolderChange): void {
  if (change.kind === 'made') files.set(change.path, change.file)
  else if (change.kind === 'removed') files.delete(change.path)
  else {
    const inode = files.get(change.from)
    files.delete(change.from)
    if (inode !== undefined) files.set(change.to, inode)
  }
}

function systemError(code: string, file: string): Error {
  return Object.assign(new Error(`${code}: simulated, ${file}`), { code })
}

interface Opened {
  readonly path: string
  readonly inode: SimulatedFile
  readonly through: boolean
}

class Handle implements DiskFile {
  readonly #disk: SimulatedDisk
  readonly #opened: Opened
  #closed = false

  constructor(disk: SimulatedDisk, opened: Opened) {
    this.#disk = disk
    this.#opened = opened
  }

  size(): number {
    return this.#opened.inode.size
  }

  read(into: Uint8Array, at: number): number {
    this.#check('read', into.length)
    return this.#opened.inode.read(into, at)
  }

  write(bytes: Uint8Array, at: number): void {
    const { path: file, inode, through } = this.#opened
    this.#check('write', bytes.length, (count) => inode.write(bytes.subarray(0, count), at))
    const fits = inode.size + this.#disk.room() - at
    inode.write(bytes.subarray(0, Math.max(0, fits)), at)
    if (fits < bytes.length) throw systemError('ENOSPC', file)
    if (through) inode.sync()
  }

  sync(): void {
    this.#check('sync', 0)
    this.#opened.inode.sync()
  }

  truncate(size: number): void {
    this.#check('truncate', size)
    this.#opened.inode.truncate(size)
  }

  close(): void {
    this.#closed = true
  }

  #check(kind: DiskOperation['kind'], bytes: number, write?: (bytes: number) => void): void {
    if (this.#closed) throw systemError('EBADF', this.#opened.path)
    this.#disk.check({ kind, path: this.#opened.path, bytes }, write)
  }
}
