import type { FileId, StoredFile, UserId } from '@magpie-im/model'
import { CollectFiles } from '../files/collect-files.ts'
import { FileAccess } from '../files/file-access.ts'
import { FileHolds } from '../files/file-holds.ts'
import type { FilePolicy } from '../files/file-policy.ts'
import { RemoveFile } from '../files/remove-file.ts'
import { Uploads } from '../files/uploads.ts'
import type { SendCommand } from '../messages/send-command.ts'
import { FileStoreInMemory, one } from './file-store.fixture.ts'
import { silent, type Writers } from './writers.fixture.ts'

interface Parts {
  readonly writers: Writers
  readonly store: FileStoreInMemory
  readonly holds: FileHolds
  readonly uploads: Uploads
}

interface Given {
  readonly store?: FileStoreInMemory
  readonly policy?: Partial<FilePolicy>
}

/** Everything about files, beside the writers. */
export class FilesOfWriters {
  readonly access: FileAccess
  readonly collect: CollectFiles
  readonly removeFile: RemoveFile
  readonly holds: FileHolds
  readonly store: FileStoreInMemory
  readonly uploads: Uploads
  readonly #writers: Writers

  private constructor({ writers, store, holds, uploads }: Parts) {
    const { journal, state, clock, readModel } = writers
    const { files, history } = readModel
    this.#writers = writers
    this.store = store
    this.holds = holds
    this.uploads = uploads
    this.access = new FileAccess({ files, history, holds, threadOf: (id) => state.thread(id) })
    const ports = { journal, files, store, history, uploads, holds, stamps: state.stamps, clock, log: silent }
    this.removeFile = new RemoveFile({ ...ports, holds })
    this.collect = new CollectFiles({ ...ports, unusedDays: 7 })
  }

  static async of(writers: Writers, { store = new FileStoreInMemory(), policy = {} }: Given = {}): Promise<FilesOfWriters> {
    const { journal, state, clock, readModel } = writers
    const overload = { checkSend: () => undefined }
    const usual = { maxBytes: 1000, types: [], bytesPerDay: 10_000 }
    const ports = { journal, files: readModel.files, store, stamps: state.stamps, overload, clock, log: silent }
    const uploads = await Uploads.open({ ...ports, policy: { ...usual, ...policy } })
    return new FilesOfWriters({ writers, store, holds: new FileHolds(), uploads })
  }

  async upload(owner: UserId, text = 'hello'): Promise<StoredFile> {
    const bytes = Buffer.from(text)
    const { upload } = await this.uploads.begin({ owner, name: 'hello.txt', size: bytes.length, sha256: undefined })
    const file = await this.uploads.write({ owner, id: upload.id, offset: 0, bytes: one(bytes) })
    if ('upload' in file) throw new Error('the upload is not complete')
    return file
  }

  /** In a message that names it. */
  async send(sender: UserId, recipient: string, id: FileId, more: Partial<SendCommand> = {}) {
    const body = `{"url":"file:${id}"}`
    using files = await this.access.hold(sender, [id], body)
    return await this.#writers.say(sender, recipient, body, { kind: 'file', files, ...more })
  }

  /** Who of these may have it. */
  async readers(id: FileId, ...users: UserId[]): Promise<UserId[]> {
    const found: UserId[] = []
    for (const user of users)
      await this.access.get(user, id).then(
        () => found.push(user),
        () => undefined,
      )
    return found
  }
}
