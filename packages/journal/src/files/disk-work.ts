import path from 'node:path'
import type { Disk, DiskFile } from '../disk/disk.ts'
import { type SidecarContent, writeSidecar } from '../keys/sidecar.ts'

/** A step of disk work; durable when it is done. Byte fields are views of shared memory, which is not copied. */
export type Job =
  | { readonly kind: 'write'; readonly path: string; readonly at: number; readonly bytes: Uint8Array }
  /** Zeros from `from` to `to`; with `clip`, not beyond the end of the file. */
  | { readonly kind: 'zero'; readonly path: string; readonly from: number; readonly to: number; readonly clip: boolean }
  | { readonly kind: 'truncate'; readonly path: string; readonly size: number }
  /** Gives a finished file its name. */
  | { readonly kind: 'publish'; readonly from: string; readonly to: string }
  | { readonly kind: 'remove'; readonly path: string }
  | ({ readonly kind: 'sidecar' } & SidecarContent)

const zeros = Buffer.alloc(1024 * 1024)

/** Does jobs one after another; knows nothing of what they are for. */
export class DiskWork {
  readonly #disk: Disk
  readonly #open = new Map<string, DiskFile>()

  constructor(disk: Disk) {
    this.#disk = disk
  }

  run(job: Job): void {
    switch (job.kind) {
      case 'write':
        this.#file(job.path).write(job.bytes, job.at)
        break
      case 'zero':
        this.#zero(job)
        break
      case 'truncate':
        this.#truncate(job.path, job.size)
        break
      case 'publish':
        this.#publish(job.from, job.to)
        break
      case 'remove':
        this.#remove(job.path)
        break
      case 'sidecar':
        writeSidecar(this.#disk, job)
        break
    }
  }

  close(): void {
    for (const file of this.#open.values()) file.close()
    this.#open.clear()
  }

  #file(name: string): DiskFile {
    const known = this.#open.get(name)
    if (known !== undefined) return known
    const file = this.#disk.open(name, 'write-through')
    this.#open.set(name, file)
    return file
  }

  #zero({ path: name, from, to, clip }: Job & { kind: 'zero' }): void {
    const file = this.#file(name)
    const end = clip ? Math.min(to, file.size()) : to
    for (let at = from; at < end; at += zeros.length) file.write(zeros.subarray(0, Math.min(zeros.length, end - at)), at)
  }

  #truncate(name: string, size: number): void {
    const file = this.#file(name)
    file.truncate(size)
    file.sync()
    this.#release(name)
  }

  #publish(from: string, to: string): void {
    this.#file(from).sync()
    this.#release(from)
    this.#disk.rename(from, to)
    this.#disk.syncFolder(path.dirname(to))
  }

  #remove(name: string): void {
    this.#release(name)
    this.#disk.remove(name)
    this.#disk.syncFolder(path.dirname(name))
  }

  #release(name: string): void {
    this.#open.get(name)?.close()
    this.#open.delete(name)
  }
}
