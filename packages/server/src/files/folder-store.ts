import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, readFile, rename, rm, stat, statfs, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type Download,
  type FileBytes,
  type FileId,
  type FileStore,
  type FileVersion,
  ImError,
  type Inspected,
  isFileId,
  type Picture,
  type Upload,
} from '@magpie-im/model'
import { headBytes, mediaTypeOf } from './media-type.ts'
import type { LookAt } from './picture-messages.ts'

interface FolderStoreOptions {
  readonly folder: string
  /** Reads a picture and makes its small version. */
  readonly look: (asked: LookAt) => Promise<Picture | undefined>
}

/** As it lies beside the bytes of an upload: how many of them are durable. */
interface Note extends Upload {
  readonly offset: number
}

const readable: ReadonlySet<string> = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/avif'])
/** Left to the journal, which must be able to go on when uploads cannot. */
const reserveBytes = 256 * 1_048_576

/** Files in a folder: `aa/<id>` and `aa/<id>.thumbnail`; in `uploads` what is not whole, `<id>` and its note `<id>.json`. */
export class FolderStore implements FileStore {
  readonly #options: FolderStoreOptions
  readonly #uploads = new Map<FileId, Note>()
  /** Begun before all that was there before was counted; undefined: it is. */
  #uncounted: Set<string> | undefined = new Set()
  #bytes = 0

  private constructor(options: FolderStoreOptions) {
    this.#options = options
  }

  static async open(options: FolderStoreOptions): Promise<FolderStore> {
    const store = new FolderStore(options)
    await mkdir(store.#incoming, { recursive: true, mode: 0o700 })
    await store.#restore()
    store.#count().catch(() => undefined)
    return store
  }

  get bytes(): number {
    return this.#bytes
  }

  async uploads(): Promise<readonly Note[]> {
    return [...this.#uploads.values()]
  }

  async begin(upload: Upload): Promise<void> {
    await this.#writing(async () => {
      await this.#checkRoom(upload.size)
      this.#uncounted?.add(upload.id)
      await (await open(this.#upload(upload.id), 'w', 0o600)).close()
      await this.#note({ ...upload, offset: 0 })
      await syncFolder(this.#incoming)
    })
  }

  async write(id: FileId, bytes: AsyncIterable<Uint8Array>): Promise<number> {
    const note = this.#get(id)
    await this.#writing(async () => {
      await this.#checkRoom(0)
      try {
        const offset = await append(this.#upload(id), note.offset, bytes)
        await this.#note({ ...note, offset })
        this.#bytes += offset - note.offset
      } catch (error) {
        await truncate(this.#upload(id), note.offset)
        throw error
      }
    })
    return this.#get(id).offset
  }

  async inspect(id: FileId): Promise<Inspected> {
    const file = await this.#whereIs(id)
    const hash = createHash('sha256')
    let head = Buffer.alloc(0)
    for await (const part of createReadStream(file)) {
      hash.update(part)
      if (head.length < headBytes) head = Buffer.concat([head, part.subarray(0, headBytes - head.length)])
    }
    const mediaType = mediaTypeOf(head)
    const picture = readable.has(mediaType) ? await this.#options.look({ from: file, to: this.#upload(id, 'thumbnail') }) : undefined
    return { sha256: hash.digest('hex'), mediaType, picture }
  }

  async keep(id: FileId): Promise<void> {
    await this.#writing(async () => {
      const folder = join(this.#options.folder, id.slice(0, 2))
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await syncFolder(this.#options.folder)
      for (const version of ['thumbnail', 'original'] as const) await this.#move(id, version)
      await syncFolder(folder)
      await syncFolder(this.#incoming)
    })
  }

  async drop(id: FileId): Promise<void> {
    await this.#writing(async () => {
      await this.#delete(this.#upload(id))
      // Not counted before it is kept.
      for (const file of [this.#upload(id, 'thumbnail'), this.#noteOf(id)]) await rm(file, { force: true })
      this.#uploads.delete(id)
    })
  }

  async open({ id, version }: Pick<Download, 'id' | 'version'>): Promise<FileBytes> {
    const bytes = await this.find(id, version)
    if (bytes === undefined) throw new ImError('NotFound')
    return bytes
  }

  /** Undefined: there are no such bytes. */
  async find(id: FileId, version: FileVersion): Promise<FileBytes | undefined> {
    return await bytesOf(this.#file(id, version))
  }

  /** What an upload has come to; undefined: there is no such version of it. */
  async uploaded(id: FileId, version: FileVersion): Promise<FileBytes | undefined> {
    return await bytesOf(this.#upload(id, version))
  }

  async remove(id: FileId): Promise<void> {
    await this.#writing(async () => {
      for (const version of ['original', 'thumbnail'] as const) await this.#delete(this.#file(id, version))
    })
  }

  get #incoming(): string {
    return join(this.#options.folder, 'uploads')
  }

  #upload(id: FileId, version: FileVersion = 'original'): string {
    return join(this.#incoming, nameOf(id, version))
  }

  #noteOf(id: FileId): string {
    return join(this.#incoming, `${id}.json`)
  }

  #file(id: FileId, version: FileVersion): string {
    return join(this.#options.folder, placeOf(id, version))
  }

  #get(id: FileId): Note {
    const note = this.#uploads.get(id)
    if (note === undefined) throw new ImError('NotFound', { detail: 'no such upload' })
    return note
  }

  async #note(note: Note): Promise<void> {
    const file = this.#noteOf(note.id)
    await writeFile(`${file}.new`, JSON.stringify(note), { mode: 0o600, flush: true })
    await rename(`${file}.new`, file)
    this.#uploads.set(note.id, note)
  }

  /** The upload, or the file that was made of it before it was recorded. */
  async #whereIs(id: FileId): Promise<string> {
    return (await sizeOf(this.#upload(id))) === undefined ? this.#file(id, 'original') : this.#upload(id)
  }

  async #move(id: FileId, version: FileVersion): Promise<void> {
    const from = this.#upload(id, version)
    const size = await sizeOf(from)
    if (size === undefined) return
    if (version === 'thumbnail') {
      this.#bytes += size
      await sync(from)
    }
    await rename(from, this.#file(id, version))
  }

  async #delete(file: string): Promise<void> {
    const size = (await sizeOf(file)) ?? 0
    await rm(file, { force: true })
    this.#bytes -= size
  }

  async #checkRoom(bytes: number): Promise<void> {
    const { bavail, bsize } = await statfs(this.#options.folder)
    if (bavail * bsize - bytes < reserveBytes) throw new ImError('StorageUnavailable', { detail: 'the disk is nearly full' })
  }

  async #writing(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      throw error instanceof ImError ? error : new ImError('StorageUnavailable', { cause: error })
    }
  }

  /** Uploads of before, each to the offset that was durable. */
  async #restore(): Promise<void> {
    for (const name of await readdir(this.#incoming)) {
      const id = name.replace(/\.json$/, '')
      if (name.endsWith('.json') && isFileId(id)) await this.#restoreUpload(id)
      else if (name.endsWith('.new')) await rm(join(this.#incoming, name), { force: true })
    }
  }

  /** Beside all else, since with many files it takes a while. */
  async #count(): Promise<void> {
    for (const folder of await readdir(this.#options.folder)) {
      if (!/^[0-9a-f]{2}$/.test(folder)) continue
      for (const name of await readdir(join(this.#options.folder, folder))) {
        const size = (await sizeOf(join(this.#options.folder, folder, name))) ?? 0
        if (!this.#uncounted?.has(name.replace('.thumbnail', ''))) this.#bytes += size
      }
    }
    this.#uncounted = undefined
  }

  async #restoreUpload(id: FileId): Promise<void> {
    const note = JSON.parse(await readFile(this.#noteOf(id), 'utf8')) as Note // as: written by `#note` alone
    this.#uploads.set(id, note)
    this.#uncounted?.add(id)
    this.#bytes += note.offset
    if (((await sizeOf(this.#upload(id))) ?? 0) > note.offset) await truncate(this.#upload(id), note.offset)
  }
}

function nameOf(id: FileId, version: FileVersion): string {
  return version === 'original' ? id : `${id}.thumbnail`
}

/** Where a version of a file lies among all files. */
export function placeOf(id: FileId, version: FileVersion): string {
  return `${id.slice(0, 2)}/${nameOf(id, version)}`
}

/** Undefined: there are none. */
async function bytesOf(path: string): Promise<FileBytes | undefined> {
  const size = await sizeOf(path)
  return size === undefined ? undefined : { size, read: ({ from, to }) => createReadStream(path, { start: from, end: to }) }
}

/** Undefined: there is none. */
async function sizeOf(file: string): Promise<number | undefined> {
  return (await stat(file).catch(() => undefined))?.size
}

/** Resolves with the new size, when all of it outlives a power loss. */
async function append(file: string, offset: number, bytes: AsyncIterable<Uint8Array>): Promise<number> {
  const handle = await open(file, 'r+')
  try {
    let at = offset
    for await (const part of bytes) {
      for (let written = 0; written < part.length; ) {
        const { bytesWritten } = await handle.write(part, written, part.length - written, at + written)
        written += bytesWritten
      }
      at += part.length
    }
    await handle.datasync()
    return at
  } finally {
    await handle.close()
  }
}

async function sync(file: string): Promise<void> {
  const handle = await open(file, 'r+')
  try {
    await handle.sync()
  } finally {
    await handle.close()
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
