import type { Clock, Download, FileBytes, FileElsewhere, FileId, FileStore, Inspected, Upload } from '@magpie-im/model'
import type { Bucket } from '@magpie-im/outside'
import { type FolderStore, placeOf } from './folder-store.ts'
import type { Removals } from './removals.ts'

interface BucketStoreParts {
  /** Uploads are here until they are whole, and what was kept before there was a bucket. */
  readonly folder: FolderStore
  readonly bucket: Pick<Bucket, 'put' | 'presign'>
  readonly removals: Pick<Removals, 'add'>
  readonly clock: Clock
}

/** The clock of the bucket may differ from ours. */
const leastSeconds = 60

/** Files in a bucket, under the names they have in a folder; whoever downloads one is sent there. */
export class BucketStore implements FileStore {
  readonly #parts: BucketStoreParts

  constructor(parts: BucketStoreParts) {
    this.#parts = parts
  }

  /** Of what is not in the bucket. */
  get bytes(): number {
    return this.#parts.folder.bytes
  }

  uploads(): Promise<readonly (Upload & { readonly offset: number })[]> {
    return this.#parts.folder.uploads()
  }

  begin(upload: Upload): Promise<void> {
    return this.#parts.folder.begin(upload)
  }

  write(id: FileId, bytes: AsyncIterable<Uint8Array>): Promise<number> {
    return this.#parts.folder.write(id, bytes)
  }

  inspect(id: FileId): Promise<Inspected> {
    return this.#parts.folder.inspect(id)
  }

  /** The upload stays until it is dropped, which is when the file is recorded. */
  async keep(id: FileId): Promise<void> {
    const { folder, bucket } = this.#parts
    for (const version of ['thumbnail', 'original'] as const) {
      const bytes = await folder.uploaded(id, version)
      if (bytes !== undefined) await bucket.put(placeOf(id, version), bytes)
    }
  }

  drop(id: FileId): Promise<void> {
    return this.#parts.folder.drop(id)
  }

  async open(download: Download): Promise<FileBytes | FileElsewhere> {
    const { folder, bucket, clock } = this.#parts
    const { id, version, method, headers, expiresAt } = download
    const here = await folder.find(id, version)
    if (here !== undefined) return here
    const query = Object.fromEntries(Object.entries(headers).map(([name, value]) => [`response-${name}`, value]))
    const seconds = Math.max(leastSeconds, expiresAt - Math.floor(clock.now() / 1000))
    return { url: await bucket.presign({ method, key: placeOf(id, version), query, seconds }) }
  }

  async remove(id: FileId): Promise<void> {
    const { folder, removals } = this.#parts
    await folder.remove(id)
    await removals.add(id)
  }
}
