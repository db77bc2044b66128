import { type Amendment, amended } from './amended.ts'
import type { Keeper } from './keeper.ts'
import type { ConversationName, Message, Told } from './protocol.ts'

const mostMessages = 50
const mostCharacters = 65_536
const mostConversations = 200
const prefix = 'message/'

interface Row {
  readonly name: ConversationName
  /** In their order, none missing between. */
  messages: readonly Message[]
}

/**
 * The newest messages of conversations whose timeline was opened, kept for the next run. Each is put there together with
 * the inbox's word that it was told, so the next run goes on behind the last without a hole.
 */
export class Shelf {
  readonly #keeper: Keeper
  readonly #rows = new Map<string, Row>()

  constructor(keeper: Keeper) {
    this.#keeper = keeper
  }

  load(): void {
    const kept = this.#keeper.list(prefix) as Told[] // as: only this class puts them there
    for (const { message, ...name } of kept.sort((a, b) => a.message.seq - b.message.seq)) {
      const row = this.#rowOf(name)
      row.messages = [...row.messages, message]
    }
  }

  messages(name: ConversationName): readonly Message[] {
    return this.#rows.get(keyOf(name))?.messages ?? []
  }

  /** The end of a conversation, which is kept from now on. */
  put(name: ConversationName, messages: readonly Message[]): void {
    const row = this.#rowOf(name)
    this.#set(row, messages)
    const tooMany = this.#rows.size > mostConversations
    const oldest = tooMany ? [...this.#rows.values()].reduce((one, other) => (newestOf(other) < newestOf(one) ? other : one)) : undefined
    if (oldest !== undefined) this.remove(oldest.name)
  }

  add({ message, ...name }: Told): void {
    const row = this.#rows.get(keyOf(name))
    if (row !== undefined && message.seq > (row.messages.at(-1)?.seq ?? 0)) this.#set(row, [...row.messages, message])
  }

  amend(name: ConversationName, amendment: Amendment): void {
    const row = this.#rows.get(keyOf(name))
    if (row?.messages.some(({ stamp }) => stamp === amendment.stamp) !== true) return
    this.#set(
      row,
      row.messages.flatMap((message) => (message.stamp === amendment.stamp ? (amended(message, amendment) ?? []) : message)),
    )
  }

  remove(name: ConversationName): void {
    const row = this.#rows.get(keyOf(name))
    if (row === undefined) return
    this.#set(row, [])
    this.#rows.delete(keyOf(name))
  }

  #set(row: Row, messages: readonly Message[]): void {
    const before = new Map(row.messages.map((message) => [message.seq, message]))
    row.messages = newest(messages)
    for (const message of row.messages) {
      if (before.get(message.seq) !== message) this.#keeper.put(messageKeyOf(row.name, message), { ...row.name, message })
      before.delete(message.seq)
    }
    for (const gone of before.values()) this.#keeper.delete(messageKeyOf(row.name, gone))
  }

  #rowOf({ conversation, of }: ConversationName): Row {
    const name = { conversation, ...(of !== undefined && { of }) }
    const row = this.#rows.get(keyOf(name)) ?? { name, messages: [] }
    this.#rows.set(keyOf(name), row)
    return row
  }
}

/** As many as may be kept, from the end. */
function newest(messages: readonly Message[]): readonly Message[] {
  let characters = 0
  const last = messages.slice(-mostMessages)
  const from = last.findLastIndex(({ body }) => {
    characters += body.length
    return characters > mostCharacters
  })
  return last.slice(from + 1)
}

function newestOf({ messages }: Row): number {
  return messages.at(-1)?.stamp ?? 0
}

function keyOf({ conversation, of = '' }: ConversationName): string {
  return JSON.stringify([conversation, of])
}

function messageKeyOf({ conversation, of = '' }: ConversationName, { seq }: Message): string {
  return prefix + JSON.stringify([conversation, of, seq])
}
