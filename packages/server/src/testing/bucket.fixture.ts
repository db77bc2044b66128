import { ImError } from '@magpie-im/model'
import type { Presigned, Source } from '@magpie-im/outside'

/** A bucket in memory, which is down when told. */
export class BucketInMemory {
  readonly objects = new Map<string, string>()
  readonly presigned: Presigned[] = []
  down = false

  async put(key: string, { size, read }: Source): Promise<void> {
    const found: Uint8Array[] = []
    for await (const part of read({ from: 0, to: size - 1 })) found.push(part)
    this.#check()
    this.objects.set(key, Buffer.concat(found).toString())
  }

  async delete(key: string): Promise<void> {
    this.#check()
    this.objects.delete(key)
  }

  async presign(request: Presigned): Promise<string> {
    this.presigned.push(request)
    return request.key
  }

  #check(): void {
    if (this.down) throw new ImError('StorageUnavailable')
  }
}
