/** What a folder is filled with. Everything follows from the number of messages. */
export interface Plan {
  readonly messages: number
  readonly conversations: number
  /** Messages of the longest conversation, number 1; the others share the rest evenly. */
  readonly longest: number
  /** Conversations of the busiest user. */
  readonly ofOne: number
  readonly users: number
}

/** 100 messages in a conversation, a tenth of all in the longest, a twentieth of the conversations, and a page of them at least, the busiest user's. */
export function planOf(messages: number): Plan {
  const conversations = Math.max(listPage, Math.round(messages / 100))
  const [ofOne, users] = [Math.max(listPage, Math.round(conversations / 20)), Math.max(120, Math.round(conversations / 5))]
  return { messages, conversations, longest: Math.round(messages / longestEvery), ofOne, users }
}

/** Conversations on a page of the list: with fewer the first page would be a smaller one. */
const listPage = 100
const longestEvery = 10
export const busiest = 'ann'

export function userName(number: number): string {
  return `u${String(number).padStart(6, '0')}`
}

/** The two of a conversation. The busiest user's come first; in the longest his friend is user 0. */
export function membersOf(number: number, { ofOne, users }: Plan): readonly [string, string] {
  const index = number - 1
  if (index < ofOne) return [busiest, userName(index)]
  const first = index % users
  const apart = 1 + Math.floor(index / users)
  return [userName(first), userName((first + apart) % users)]
}

/** A step that has no factor in common with how many there are: neighbours in time are no neighbours in number. */
const step = 7_919

/** Which conversation a message belongs to: every tenth to the longest, the others to the rest in turn. */
export function conversationOf(index: number, { conversations }: Plan): number {
  if (index % longestEvery === 0) return 1
  const rank = index - Math.floor(index / longestEvery) - 1
  return 2 + ((rank * step) % (conversations - 1))
}

const hour = 3_600_000_000

/** Microseconds since 1970 of every record: the folder has the records of 30 days, up to an hour ago. */
export class Calendar {
  readonly begun: number
  readonly #step: number

  constructor({ messages, conversations, users }: Plan) {
    this.begun = Date.now() * 1_000 - 30 * 24 * hour
    this.#step = Math.floor((29 * 24 * hour + 22 * hour) / (messages + users + 2 * conversations + 1))
  }

  /** Of the record with this number, from 0 on. */
  stampOf(record: number): number {
    return this.begun + this.#step * record
  }
}
