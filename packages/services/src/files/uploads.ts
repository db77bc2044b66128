import { randomBytes } from 'node:crypto'
import {
  type Clock,
  type FileId,
  type FileRecord,
  type FileStore,
  type Files,
  ImError,
  type Inspected,
  isFileId,
  type Journal,
  type Log,
  type Stamps,
  type StoredFile,
  type Upload,
  type UserId,
} from '@magpie-im/model'
import { commit } from '../commit.ts'
import type { Overload } from '../limits/overload.ts'
import { checkMediaType, type FilePolicy } from './file-policy.ts'
import { LimitedBytes } from './limited-bytes.ts'

interface UploadsPorts {
  readonly journal: Journal
  readonly files: Files
  readonly store: FileStore
  readonly stamps: Stamps
  readonly overload: Pick<Overload, 'checkSend'>
  readonly clock: Clock
  readonly log: Log
  readonly policy: FilePolicy
}

export interface NewUpload {
  readonly owner: UserId
  readonly name: string
  readonly size: number
  readonly sha256: string | undefined
}

/** An upload and how far it is. */
export interface Uploading {
  readonly upload: Upload
  readonly offset: number
}

export interface Part {
  readonly owner: UserId
  readonly id: FileId
  readonly offset: number
  readonly bytes: AsyncIterable<Uint8Array>
}

interface Open {
  readonly upload: Upload
  offset: number
  /** A request writes to it. */
  busy: boolean
}

/** The largest part that is taken at once. */
export const partBytes = 4 * 1_048_576
const mostUploadsOfUser = 16
const mostUploads = 10_000
const dayMs = 24 * 3_600_000

/** Files come in parts, and a part that breaks off goes on where it ended, also after a restart. What is whole for a day only is forgotten. */
export class Uploads {
  readonly #ports: UploadsPorts
  readonly #open = new Map<FileId, Open>()

  private constructor(ports: UploadsPorts) {
    this.#ports = ports
  }

  static async open(ports: UploadsPorts): Promise<Uploads> {
    const opened = new Uploads(ports)
    for (const { offset, ...upload } of await ports.store.uploads()) opened.#open.set(upload.id, { upload, offset, busy: false })
    return opened
  }

  /** Throws `TooLarge`, `FileQuotaReached`, `StorageUnavailable`. */
  async begin({ owner, name, size, sha256 }: NewUpload): Promise<Uploading> {
    const { overload, policy, files, clock, store } = this.#ports
    overload.checkSend()
    if (size > policy.maxBytes) throw new ImError('TooLarge', { detail: `a file has at most ${policy.maxBytes} bytes` })
    const uploaded = await files.uploaded({ owner, since: (clock.now() - dayMs) * 1000 })
    const own = [...this.#open.values()].filter(({ upload }) => upload.owner === owner)
    const announced = own.reduce((sum, { upload }) => sum + upload.size, 0)
    if (uploaded + announced + size > policy.bytesPerDay) {
      throw new ImError('FileQuotaReached', { detail: `at most ${policy.bytesPerDay} bytes of one user within 24 hours` })
    }
    if (own.length >= mostUploadsOfUser)
      throw new ImError('FileQuotaReached', { detail: `at most ${mostUploadsOfUser} unfinished uploads` })
    if (this.#open.size >= mostUploads) throw new ImError('Overloaded', { detail: 'too many unfinished uploads' })
    const upload: Upload = { id: newFileId(), owner, name, size, sha256, begunAt: clock.now() }
    const open = { upload, offset: 0, busy: true }
    this.#open.set(upload.id, open)
    try {
      await store.begin(upload)
    } catch (error) {
      this.#open.delete(upload.id)
      throw error
    }
    open.busy = false
    return open
  }

  /** Undefined: `owner` has no such upload, or it is a file by now. */
  find(owner: UserId, id: string): Uploading | undefined {
    const open = isFileId(id) ? this.#open.get(id) : undefined
    return open?.upload.owner === owner ? open : undefined
  }

  /** Resolves when the bytes outlive a power loss: with the offset reached or, after the last of them, with the file. */
  async write(part: Part): Promise<Uploading | StoredFile> {
    const open = this.#open.get(part.id)
    if (open?.upload.owner !== part.owner) return await this.#finished(part)
    if (open.busy) throw new ImError('InUse', { detail: 'another request writes to this upload' })
    if (part.offset !== open.offset) throw new ImError('OffsetWrong', { detail: `it has reached ${open.offset}` })
    open.busy = true
    try {
      if (open.offset < open.upload.size) await this.#append(open, part.bytes)
      return open.offset === open.upload.size ? await this.#complete(open.upload) : open
    } finally {
      open.busy = false
    }
  }

  /** Forgets what was begun a day ago and is not whole. */
  async expire(): Promise<void> {
    const { clock, files, store } = this.#ports
    for (const open of this.#open.values()) {
      const { id, begunAt } = open.upload
      if (open.busy || clock.now() - begunAt < dayMs) continue
      open.busy = true
      try {
        // Its bytes lie in their place already when only the record was missing.
        if ((await files.find(id)) === undefined) await store.remove(id)
        await store.drop(id)
        this.#open.delete(id)
      } finally {
        open.busy = false
      }
    }
  }

  /** Whose last answer was lost asks again. */
  async #finished({ owner, id, offset }: Part): Promise<StoredFile> {
    const file = await this.#ports.files.find(id)
    if (file?.owner !== owner) throw new ImError('NotFound', { detail: 'you have no such upload' })
    if (offset !== file.size) throw new ImError('OffsetWrong', { detail: `it has reached ${file.size}` })
    return file
  }

  async #append(open: Open, part: AsyncIterable<Uint8Array>): Promise<void> {
    const bytes = new LimitedBytes(part, Math.min(partBytes, open.upload.size - open.offset))
    open.offset = await this.#ports.store.write(open.upload.id, bytes)
    if (bytes.failure !== undefined) throw bytes.failure
  }

  async #complete(upload: Upload): Promise<StoredFile> {
    const { store, files, log } = this.#ports
    // It can have been recorded right before a crash.
    const file = (await files.find(upload.id)) ?? (await this.#make(upload))
    this.#open.delete(upload.id)
    // It is whole whatever becomes of the note of its upload, which the next start would find.
    await store.drop(upload.id).catch((error: unknown) => log.warn('an upload was not tidied up', { error }))
    return file
  }

  async #make(upload: Upload): Promise<StoredFile> {
    const { store, policy } = this.#ports
    const inspected = await store.inspect(upload.id)
    try {
      if (upload.sha256 !== undefined && upload.sha256 !== inspected.sha256)
        throw new ImError('FileDiffers', { detail: 'the SHA-256 differs' })
      checkMediaType(policy, inspected.mediaType)
    } catch (error) {
      await store.drop(upload.id)
      this.#open.delete(upload.id)
      throw error
    }
    await store.keep(upload.id)
    return await this.#record(upload, inspected)
  }

  async #record({ id, owner, name, size }: Upload, { sha256, mediaType, picture }: Inspected): Promise<StoredFile> {
    const { journal, stamps } = this.#ports
    const stamp = stamps.next()
    const file: StoredFile = { id, owner, name, size, sha256, mediaType, picture, createdAt: stamp, unusedSince: 0 }
    const record: FileRecord = { type: 'file', stamp, ...file, removed: false }
    await commit(journal, [{ record, apply: () => undefined, undo: () => undefined }])
    return file
  }
}

function newFileId(): FileId {
  return randomBytes(16).toString('hex') as FileId // as: 32 hexadecimal digits
}
