import {
  type ConversationId,
  type FileId,
  type Files,
  type FileUse,
  filesNamedIn,
  holdsFile,
  ImError,
  isFileId,
  type Message,
  type MessageHistory,
  type StoredFile,
  type UserId,
} from '@magpie-im/model'
import type { Thread } from '../conversations/thread.ts'
import type { FileHolds } from './file-holds.ts'

export interface FileAccessPorts {
  readonly files: Files
  readonly history: MessageHistory
  readonly holds: FileHolds
  readonly threadOf: (id: ConversationId) => Thread | undefined
}

/** Files that their sender may send, and that stay until this is disposed of: when the message is durable, or was refused. */
export interface HeldFiles extends Disposable {
  readonly files: readonly StoredFile[]
}

const usesAtOnce = 200
const mostFiles = 20

/** Who may have a file: its owner, and whoever is shown a message that holds it (I8). */
export class FileAccess {
  readonly #ports: FileAccessPorts

  constructor(ports: FileAccessPorts) {
    this.#ports = ports
  }

  /** Throws `NotFound` when there is none, and likewise when `user` may not have it. */
  async get(user: UserId, id: string): Promise<StoredFile> {
    const file = isFileId(id) ? await this.#find(user, id) : undefined
    if (file === undefined) throw new ImError('NotFound', { detail: 'there is no such file, or it is not for you' })
    return file
  }

  /** For a message of `user` that repeats content of others: the files it names, as far as he may have them. Undefined: there are none. */
  async holdNamed(user: UserId, body: string): Promise<HeldFiles | undefined> {
    const named = filesNamedIn(body).slice(0, mostFiles + 1)
    const found = await Promise.all(named.map((id) => this.#find(user, id)))
    const ids = found.flatMap((file) => (file === undefined ? [] : [file.id]))
    return ids.length === 0 ? undefined : this.hold(user, ids, body)
  }

  /** For a message of `user`, whose body names them. Throws as `get` does. */
  async hold(user: UserId, ids: readonly string[], body: string): Promise<HeldFiles> {
    const { holds } = this.#ports
    if (ids.length > mostFiles) throw new ImError('BadRequest', { detail: `a message holds at most ${mostFiles} files` })
    if (!ids.every((id) => body.includes(id))) throw new ImError('BadRequest', { detail: 'the message does not name all of its files' })
    const held: FileId[] = []
    const release = () => {
      for (const id of held.splice(0)) holds.release(id)
    }
    try {
      for (const id of new Set(ids)) if (isFileId(id) && holds.hold(id)) held.push(id)
      const files = await Promise.all(ids.map((id) => this.get(user, isFileId(id) && held.includes(id) ? id : '')))
      return { files, [Symbol.dispose]: release }
    } catch (error) {
      release()
      throw error
    }
  }

  /** Undefined: there is none, or none that he may have. */
  async #find(user: UserId, id: FileId): Promise<StoredFile | undefined> {
    const file = await this.#ports.files.find(id)
    return file !== undefined && (file.owner === user || (await this.#isShownTo(user, file.id))) ? file : undefined
  }

  async #isShownTo(user: UserId, file: FileId): Promise<boolean> {
    for await (const use of usesOf(this.#ports.files, file)) {
      const thread = this.#ports.threadOf(use.conversation)
      if (thread?.has(user) !== true) continue
      const message = await messageOf(this.#ports.history, use, user)
      // Only now: what he may see can have become less while it was looked for.
      if (message !== undefined && thread.has(user) && use.seqId > thread.readableAbove(user) && holdsFile(message, file)) return true
    }
    return false
  }
}

/** The last one first. */
export async function* usesOf(files: Files, file: FileId): AsyncIterable<FileUse> {
  for (let before = Number.MAX_SAFE_INTEGER; ; ) {
    const page = await files.uses({ file, before, limit: usesAtOnce })
    yield* page
    const last = page.at(-1)
    if (last === undefined || page.length < usesAtOnce) return
    before = last.stamp
  }
}

/** Undefined: it was never sent, or nobody is shown it any more, or not `reader`; without one: whoever is shown it. */
export async function messageOf(history: MessageHistory, use: FileUse, reader: UserId | undefined): Promise<Message | undefined> {
  const { conversation, seqId, sender } = use
  const [message] = await history.page({ conversation, reader, upTo: seqId, above: seqId - 1, limit: 1 })
  return message?.sender === sender ? message : undefined
}
