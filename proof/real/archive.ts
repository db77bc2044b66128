import { createHash } from 'node:crypto'
import type { ConversationKey, ShownMessage } from '@magpie-im/checker'
import type { Backend, ListedItem } from './backend.ts'
import type { Door } from './cast.ts'

interface Kept {
  readonly door: Door
  readonly messages: number
  readonly digest: string
}

/** What a list says of a conversation that nobody uses any more; it stays so. */
type Standing = Pick<ListedItem, 'unread' | 'readMark'> & { readonly newest: string | undefined }

const atATime = 4

/** Remembers in little room what every conversation and every list was when its round ended, and compares later. */
export class Archive {
  readonly #backend: Pick<Backend, 'history' | 'conversations'>
  readonly #conversations = new Map<ConversationKey, Kept>()
  readonly #standings = new Map<string, ReadonlyMap<string, Standing>>()

  constructor(backend: Pick<Backend, 'history' | 'conversations'>) {
    this.#backend = backend
  }

  get messages(): number {
    return [...this.#conversations.values()].reduce((sum, { messages }) => sum + messages, 0)
  }

  async keep(door: Door): Promise<ShownMessage[]> {
    const messages = await this.#backend.history(door.reader, door.name)
    this.#conversations.set(door.key, { door, messages: messages.length, digest: digestOf(messages) })
    return messages
  }

  /** Gives what is not as it was in conversations of earlier rounds. */
  async keepList(user: string): Promise<string[]> {
    const before = this.#standings.get(user)
    const now = await this.#listOf(user)
    this.#standings.set(user, now)
    return before === undefined ? [] : differences(user, before, now)
  }

  /** Reads everything once more; gives what is not as it was. */
  async compare(progress: (done: number, of: number) => void): Promise<string[]> {
    const found: string[] = []
    let done = 0
    await atMost(atATime, [...this.#conversations.values()], async (kept) => {
      found.push(...(await this.#compareOne(kept)))
      progress(++done, this.#conversations.size)
    })
    await atMost(atATime, [...this.#standings], async ([user, before]) => {
      found.push(...differences(user, before, await this.#listOf(user)))
    })
    return found
  }

  async #compareOne({ door, messages, digest }: Kept): Promise<string[]> {
    const now = await this.#backend.history(door.reader, door.name)
    if (digestOf(now) === digest) return []
    return [`${door.key} had ${messages} messages at the end of its round and is another one with ${now.length} now`]
  }

  async #listOf(user: string): Promise<Map<string, Standing>> {
    const listed = await this.#backend.conversations(user)
    const standing = ({ unread, readMark, newest }: ListedItem) => ({ unread, readMark, newest: newest?.clientMessageId })
    return new Map(listed.map((item) => [item.conversation, standing(item)]))
  }
}

function differences(user: string, before: ReadonlyMap<string, Standing>, now: ReadonlyMap<string, Standing>): string[] {
  return [...before].flatMap(([conversation, standing]) => {
    const [was, is] = [JSON.stringify(standing), JSON.stringify(now.get(conversation))]
    return was === is ? [] : [`the list of ${user} said ${was} of ${conversation} and says ${is} now`]
  })
}

function digestOf(messages: readonly ShownMessage[]): string {
  const hash = createHash('sha256')
  for (const { id, from, seqId, seq, body } of messages) hash.update(JSON.stringify([id, from, seqId, seq, body]))
  return hash.digest('hex')
}

/** Does something to all, never to more than `limit` at a time. */
export async function atMost<T>(limit: number, items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const rest = items.values()
  const one = async () => {
    for (const item of rest) await work(item)
  }
  await Promise.all(Array.from({ length: limit }, one))
}
