import type { DatabaseSync } from 'node:sqlite'
import type { FileRecord, FilesSentRecord } from '@magpie-im/model'
import { filesSql, fileValues } from '../files.ts'
import { change } from './statement.ts'

/** Puts files, and with which messages they were sent. */
export class SqliteFileWrites {
  readonly #put
  readonly #remove
  readonly #putUse
  readonly #removeUses

  constructor(database: DatabaseSync) {
    this.#put = change(database, filesSql.put)
    this.#remove = change(database, filesSql.remove)
    this.#putUse = change(database, filesSql.putUse)
    this.#removeUses = change(database, filesSql.removeUses)
  }

  put(record: FileRecord | FilesSentRecord): void {
    if (record.type === 'files-sent') this.#sent(record)
    else if (record.removed) this.#gone(record)
    else this.#put(...fileValues(record))
  }

  #sent({ files, stamp, conversation, seqId, sender }: FilesSentRecord): void {
    for (const file of files) this.#putUse(file, stamp, conversation, seqId, sender)
  }

  #gone({ id }: FileRecord): void {
    this.#remove(id)
    this.#removeUses(id)
  }
}
