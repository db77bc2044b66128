import { type FileId, type FileRecord, type FileStore, type Files, ImError, isFileId, type Journal, type Stamps } from '@magpie-im/model'
import { commit } from '../commit.ts'
import type { FileHolds } from './file-holds.ts'

interface RemoveFilePorts {
  readonly journal: Journal
  readonly files: Files
  readonly store: FileStore
  readonly holds: FileHolds
  readonly stamps: Stamps
}

/** Removes a file by hand, whatever messages hold it. */
export class RemoveFile {
  readonly #ports: RemoveFilePorts

  constructor(ports: RemoveFilePorts) {
    this.#ports = ports
  }

  /** Nobody gets it any more, by a link of before either. Throws `NotFound`, and `InUse` while a message with it is being sent. */
  async remove(id: string): Promise<void> {
    const { holds } = this.#ports
    if (!isFileId(id)) throw new ImError('NotFound', noSuchFile)
    if (!holds.remove(id)) throw new ImError('InUse', { detail: 'it is being sent' })
    try {
      await this.#remove(id)
    } finally {
      holds.removed(id)
    }
  }

  async #remove(id: FileId): Promise<void> {
    const { journal, files, store, stamps } = this.#ports
    const file = await files.find(id)
    if (file === undefined) throw new ImError('NotFound', noSuchFile)
    const record: FileRecord = { ...file, type: 'file', stamp: stamps.next(), removed: true }
    await commit(journal, [{ record, apply: () => undefined, undo: () => undefined }])
    await store.remove(id)
  }
}

const noSuchFile = { detail: 'there is no such file' }
