import { mkdir, open, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Clock, type FileId, ImError, isFileId, type Log, type Timer } from '@magpie-im/model'
import type { Bucket } from '@magpie-im/outside'
import { placeOf } from './folder-store.ts'

interface RemovalsPorts {
  /** Made when missing. */
  readonly folder: string
  readonly bucket: Pick<Bucket, 'delete'>
  readonly clock: Clock
  readonly log: Log
}

const againMs = 60_000

/** Files that are to go from the bucket, each noted on the disk until it has gone: the bucket may be down for long. */
export class Removals {
  readonly #ports: RemovalsPorts
  #timer: Timer | undefined
  #working: Promise<void> | undefined
  #stopped = false

  private constructor(ports: RemovalsPorts) {
    this.#ports = ports
  }

  /** Goes on with those of before. */
  static async open(ports: RemovalsPorts): Promise<Removals> {
    await mkdir(ports.folder, { recursive: true, mode: 0o700 })
    const removals = new Removals(ports)
    removals.#timer = ports.clock.after(0, () => void removals.#work())
    return removals
  }

  /** Resolves when it is noted and was tried. */
  async add(id: FileId): Promise<void> {
    try {
      await writeFile(join(this.#ports.folder, id), '', { mode: 0o600, flush: true })
      await syncFolder(this.#ports.folder)
    } catch (cause) {
      throw new ImError('StorageUnavailable', { cause })
    }
    // What is under way may have read the folder before.
    await this.#working
    await this.#work()
  }

  stop(): void {
    this.#stopped = true
    this.#timer?.cancel()
  }

  #work(): Promise<void> {
    this.#working ??= this.#removeAll().finally(() => {
      this.#working = undefined
    })
    return this.#working
  }

  async #removeAll(): Promise<void> {
    const { folder, clock, log } = this.#ports
    this.#timer?.cancel()
    try {
      for (const id of await readdir(folder)) if (isFileId(id) && !this.#stopped) await this.#remove(id)
    } catch (error) {
      if (!(error instanceof ImError && error.retry)) log.warn('files were not removed from the bucket', { error })
      if (!this.#stopped) this.#timer = clock.after(againMs, () => void this.#work())
    }
  }

  async #remove(id: FileId): Promise<void> {
    const { folder, bucket } = this.#ports
    for (const version of ['original', 'thumbnail'] as const) await bucket.delete(placeOf(id, version))
    await rm(join(folder, id), { force: true })
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
