import {
  type Clock,
  type FileId,
  type FileRecord,
  type FileStore,
  type Files,
  holdsFile,
  ImError,
  type Journal,
  type Log,
  type MessageHistory,
  type Stamp,
  type Stamps,
  type StoredFile,
  type Timer,
} from '@magpie-im/model'
import { commit } from '../commit.ts'
import { messageOf, usesOf } from './file-access.ts'
import type { FileHolds } from './file-holds.ts'
import type { Uploads } from './uploads.ts'

interface CollectPorts {
  readonly journal: Journal
  readonly files: Files
  readonly store: FileStore
  readonly history: MessageHistory
  readonly uploads: Pick<Uploads, 'expire'>
  readonly holds: FileHolds
  readonly stamps: Stamps
  readonly clock: Clock
  readonly log: Log
  /** How long a file stays that no message holds. Read each time. */
  readonly unusedDays: number
}

const betweenPassesMs = 3_600_000
/** When the read model is not ready, or the disk is full. */
const afterFailureMs = 60_000
const betweenPagesMs = 1_000
const filesAtOnce = 100
const dayUs = 24 * 3600 * 1_000_000

/** Removes, in the background and a few at a time, uploads that were given up and files that no message holds any more. */
export class CollectFiles {
  readonly #ports: CollectPorts
  #timer: Timer | undefined
  #stopped = false

  constructor(ports: CollectPorts) {
    this.#ports = ports
  }

  start(): void {
    this.#timer = this.#ports.clock.after(betweenPagesMs, () => void this.#run())
  }

  stop(): void {
    this.#stopped = true
    this.#timer?.cancel()
  }

  /** Looks at every file once; `rest` is waited for between pages. */
  async pass(rest: () => Promise<void>): Promise<void> {
    const { uploads, files } = this.#ports
    await uploads.expire()
    for (let after = '', more = true; more && !this.#stopped; ) {
      const page = await files.list({ after, limit: filesAtOnce })
      for (const file of page) if (!this.#stopped) await this.#look(file)
      after = page.at(-1)?.id ?? after
      more = page.length === filesAtOnce
      if (more) await rest()
    }
  }

  async #run(): Promise<void> {
    const { clock } = this.#ports
    const rest = () => new Promise<void>((resolve) => void clock.after(betweenPagesMs, resolve))
    const again = await this.pass(rest).then(() => betweenPassesMs, this.#failed)
    if (!this.#stopped) this.#timer = clock.after(again, () => void this.#run())
  }

  readonly #failed = (error: unknown): number => {
    const refused = error instanceof ImError && error.retry
    if (!refused) this.#ports.log.error('unused files were not collected', { error })
    return afterFailureMs
  }

  /** `listed` may be as it was a moment ago. */
  async #look(listed: StoredFile): Promise<void> {
    const { files, clock, unusedDays } = this.#ports
    const used = await this.#isHeld(listed.id)
    if (used && listed.unusedSince === 0) return
    const file = await files.find(listed.id)
    if (file === undefined) return
    if (used) await this.#note(file, 0)
    else if (file.unusedSince === 0) await this.#note(file, clock.now() * 1000)
    else if ((await this.#lastSent(file)) <= clock.now() * 1000 - unusedDays * dayUs) await this.#remove(file)
  }

  /** By a message that somebody is shown. */
  async #isHeld(id: FileId): Promise<boolean> {
    const { files, history } = this.#ports
    for await (const use of usesOf(files, id)) {
      const message = await messageOf(history, use, undefined)
      if (message !== undefined && holdsFile(message, id)) return true
    }
    return false
  }

  /** From when its time counts: it may have been sent, and taken back, since it was last looked at. */
  async #lastSent({ id, unusedSince }: StoredFile): Promise<Stamp> {
    const [last] = await this.#ports.files.uses({ file: id, before: Number.MAX_SAFE_INTEGER, limit: 1 })
    return Math.max(unusedSince, last?.stamp ?? 0)
  }

  #note(file: StoredFile, unusedSince: Stamp): Promise<void> {
    return this.#put({ ...file, unusedSince }, false)
  }

  async #remove(file: StoredFile): Promise<void> {
    const { holds, store } = this.#ports
    if (!holds.remove(file.id)) return
    try {
      // Only now: until a moment ago it could be sent.
      if (await this.#isHeld(file.id)) return
      await this.#put(file, true)
      await store.remove(file.id)
    } finally {
      holds.removed(file.id)
    }
  }

  async #put(file: StoredFile, removed: boolean): Promise<void> {
    const { journal, stamps } = this.#ports
    const record: FileRecord = { ...file, type: 'file', stamp: stamps.next(), removed }
    await commit(journal, [{ record, apply: () => undefined, undo: () => undefined }])
  }
}
