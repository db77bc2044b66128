import {
  type FoundMessage,
  ImError,
  type Message,
  type MessageHistory,
  type MessageIndex,
  type MessageSearch,
  type UserId,
} from '@magpie-im/model'
import type { Thread } from '../conversations/thread.ts'
import type { Groups } from '../groups/groups.ts'

export interface SearchCommand {
  readonly user: UserId
  /** Only in this one; undefined: in all of his. */
  readonly thread: Thread | undefined
  readonly text: string
  readonly sender: UserId | undefined
  readonly kind: Message['kind'] | undefined
  /** seqIds, both included. */
  readonly from: number
  readonly to: number
  /** `next` of the page before. */
  readonly before: number | undefined
  readonly limit: number
}

export interface SearchPage {
  /** Newest first. */
  readonly messages: readonly Message[]
  /** Where to go on; undefined: there is nothing more. A page may be short and have more behind it. */
  readonly next: number | undefined
}

interface SearchPorts {
  readonly index: MessageIndex
  readonly history: MessageHistory
  readonly groups: Groups
  readonly threadOf: (id: Message['conversation']) => Thread | undefined
}

const atOnce = 50
/** Of what was found so many are looked at for a page; most are shown. */
const mostLookedAt = 1_000

/** Finds messages in one's own conversations; what the index finds is shown only where its history shows it (I8). */
export class SearchMessages {
  readonly #ports: SearchPorts

  constructor(ports: SearchPorts) {
    this.#ports = ports
  }

  /** Throws `BadRequest` when nothing is sought, `NotInConversation`, and `NotReady` while the index is not there. */
  async search(command: SearchCommand): Promise<SearchPage> {
    const { before, limit } = command
    const wanted = this.#wanted(command)
    const messages: Message[] = []
    for (let lookedAt = 0, from = before; ; lookedAt += atOnce) {
      const found = await this.#ports.index.find({ ...wanted, before: from })
      const shown = await Promise.all(found.map((one) => this.#look(wanted, one)))
      for (const [at, message] of shown.entries()) {
        if (message === undefined) continue
        messages.push(message)
        if (messages.length === limit) return { messages, next: found[at]?.place }
      }
      from = found.length < atOnce ? undefined : found.at(-1)?.place
      if (from === undefined || lookedAt >= mostLookedAt) return { messages, next: from }
    }
  }

  #wanted({ user, thread, text, sender, kind, from, to }: SearchCommand): Omit<MessageSearch, 'before'> {
    const { index, groups } = this.#ports
    if (thread?.has(user) === false) throw new ImError('NotInConversation')
    if (!index.canSeek(text) && sender === undefined && kind === undefined) {
      throw new ImError('BadRequest', { detail: 'nothing is sought: name a word, a sender or a kind' })
    }
    const where = thread === undefined ? groups.of(user).map(({ id }) => id) : []
    return { user, groups: where, conversation: thread?.id, text, sender, kind, from, to, limit: atOnce }
  }

  /** As he is shown it, if he is. */
  async #look({ user, text }: Pick<MessageSearch, 'user' | 'text'>, { conversation, seqId }: FoundMessage): Promise<Message | undefined> {
    const thread = this.#ports.threadOf(conversation)
    if (thread?.has(user) !== true) return undefined
    const above = Math.max(seqId - 1, thread.readableAbove(user))
    const [message] = await this.#ports.history.page({ conversation, reader: user, upTo: seqId, above, limit: 1 })
    if (message === undefined || message.state === 'revoked') return undefined
    const { index } = this.#ports
    return !index.canSeek(text) || (message.kind === 'text' && index.matches(message.body, text)) ? message : undefined
  }
}
