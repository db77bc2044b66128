import { createHash } from 'node:crypto'
import { type Download, type FileBytes, type FileId, type FileStore, ImError, type Inspected, type Upload } from '@magpie-im/model'

/** Bytes of files in memory; they fail when told. */
export class FileStoreInMemory implements FileStore {
  readonly #uploads = new Map<FileId, { readonly upload: Upload; bytes: Buffer }>()
  readonly kept = new Map<FileId, Buffer>()
  full = false

  get bytes(): number {
    return [...this.kept.values(), ...[...this.#uploads.values()].map(({ bytes }) => bytes)].reduce((sum, { length }) => sum + length, 0)
  }

  async uploads() {
    return [...this.#uploads.values()].map(({ upload, bytes }) => ({ ...upload, offset: bytes.length }))
  }

  async begin(upload: Upload): Promise<void> {
    this.#check()
    this.#uploads.set(upload.id, { upload, bytes: Buffer.alloc(0) })
  }

  async write(id: FileId, parts: AsyncIterable<Uint8Array>): Promise<number> {
    const come: Uint8Array[] = []
    for await (const part of parts) come.push(part)
    this.#check()
    const open = this.#get(id)
    open.bytes = Buffer.concat([open.bytes, ...come])
    return open.bytes.length
  }

  async inspect(id: FileId): Promise<Inspected> {
    const bytes = this.kept.get(id) ?? this.#get(id).bytes
    return { sha256: createHash('sha256').update(bytes).digest('hex'), mediaType: 'text/plain', picture: undefined }
  }

  async keep(id: FileId): Promise<void> {
    this.#check()
    this.kept.set(id, this.#get(id).bytes)
  }

  async drop(id: FileId): Promise<void> {
    this.#uploads.delete(id)
  }

  async open({ id }: Download): Promise<FileBytes> {
    const bytes = this.kept.get(id)
    if (bytes === undefined) throw new ImError('NotFound')
    return { size: bytes.length, read: ({ from, to }) => one(bytes.subarray(from, to + 1)) }
  }

  async remove(id: FileId): Promise<void> {
    this.kept.delete(id)
  }

  #get(id: FileId) {
    const open = this.#uploads.get(id)
    if (open === undefined) throw new ImError('NotFound')
    return open
  }

  #check(): void {
    if (this.full) throw new ImError('StorageUnavailable')
  }
}

/** Bytes as they come from a connection, which may end too early. */
export async function* one(bytes: Uint8Array, failure?: Error): AsyncIterable<Uint8Array> {
  yield bytes
  if (failure !== undefined) throw failure
}
