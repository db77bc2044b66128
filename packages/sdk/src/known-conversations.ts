import { amended } from './amended.ts'
import type { ConversationItem } from './conversation-list.ts'
import type { Keeper } from './keeper.ts'
import type { Control, ListedConversation, Message, Receipt } from './protocol.ts'

/** Of conversations, newest first, that are kept for the next run. */
const mostKept = 1000
const prefix = 'conversation/'
const nothingRead = { seq: 0, stamp: 0 }

type Mark = ConversationItem['readMark']

interface Known {
  readonly item: ConversationItem
  /** Messages up to this seq are in `unread` and `newest` already. */
  readonly countedUpTo: number
}

/** How well one knows from here how a conversation stands after something happened. */
export type Certainty =
  | 'sure'
  /** The server lists it behind what was listed before, if that did not know of it already. */
  | 'moved'
  /** Perhaps it is not there any more. */
  | 'doubtful'

/** One's conversations, moved on by what happens, and kept. */
export class KnownConversations {
  readonly #user: string
  readonly #keeper: Keeper
  readonly #known = new Map<string, Known>()

  constructor(user: string, keeper: Keeper) {
    this.#user = user
    this.#keeper = keeper
  }

  load(): void {
    const kept = this.#keeper.list(prefix) as Known[] // as: only this class puts them there
    for (const known of kept) this.#known.set(known.item.conversation, known)
  }

  has(conversation: string): boolean {
    return this.#known.has(conversation)
  }

  /** The one that was last written in first. */
  items(): readonly ConversationItem[] {
    return [...this.#known.values()].map(({ item }) => item).sort(byNewest)
  }

  /** What the server says. */
  put({ changed: _, ...item }: ListedConversation): void {
    this.#set({ item, countedUpTo: item.newest?.seq ?? 0 })
  }

  /** There are these, and no others. */
  replace(listed: readonly ListedConversation[]): void {
    const there = new Set(listed.map(({ conversation }) => conversation))
    for (const conversation of this.#known.keys()) if (!there.has(conversation)) this.remove(conversation)
    for (const one of listed) this.put(one)
    for (const { conversation } of this.items().slice(mostKept)) this.#keeper.delete(prefix + conversation)
  }

  remove(conversation: string): void {
    this.#known.delete(conversation)
    this.#keeper.delete(prefix + conversation)
  }

  message(conversation: string, message: Message): Certainty {
    const known = this.#known.get(conversation)
    const item = known?.item ?? { conversation, unread: 0, readMark: nothingRead, attributes: {} }
    if (message.seq <= (known?.countedUpTo ?? 0)) return 'sure'
    const { seq, stamp } = message
    const counts = this.#counts(message, item)
    const mentioned = counts && this.#isMentioned(message) ? { mentioned: { seq, stamp } } : {}
    this.#set({ item: { ...item, unread: item.unread + (counts ? 1 : 0), newest: message, ...mentioned }, countedUpTo: seq })
    return known === undefined ? 'doubtful' : 'sure'
  }

  control({ conversation, ...control }: Control): Certainty {
    const { newest, readMark } = this.#known.get(conversation)?.item ?? {}
    if (newest === undefined || readMark === undefined) return 'sure'
    const isNewest = newest.stamp === control.stamp
    const after = isNewest ? amended(newest, control) : undefined
    if (after !== undefined) this.change(conversation, { newest: after })
    if (!isNewest) return control.stamp > readMark.stamp ? 'moved' : 'sure'
    // An override makes one that was revoked count again.
    if (control.action === 'override') return newest.state === 'revoked' ? 'moved' : 'sure'
    return newest.state === 'revoked' && control.action === 'revoke' ? 'sure' : 'doubtful'
  }

  read(conversation: string, readMark: ConversationItem['readMark']): Certainty {
    const known = this.#known.get(conversation)
    if (known === undefined || readMark.seq <= known.item.readMark.seq) return 'sure'
    const isAll = readMark.seq >= known.countedUpTo
    const { mentioned, ...item } = known.item
    const isStillUnread = mentioned !== undefined && mentioned.seq > readMark.seq
    this.#set({ ...known, item: { ...item, readMark, ...(isAll && { unread: 0 }), ...(isStillUnread && { mentioned }) } })
    return isAll || known.item.unread === 0 ? 'sure' : 'moved'
  }

  /** How far the other one of two has come; never back. */
  receipt({ conversation, user, delivered, read }: Receipt): void {
    const peer = this.peer(conversation)
    if (conversation !== `user:${user}`) return
    const farther = (one?: Mark, other?: Mark) => ((other?.seq ?? 0) > (one?.seq ?? 0) ? other : one)
    const [arrived, seen] = [farther(peer?.delivered, delivered), farther(peer?.read, read)]
    this.change(conversation, { peer: { ...(arrived && { delivered: arrived }), ...(seen && { read: seen }) } })
  }

  peer(conversation: string): ConversationItem['peer'] {
    return this.#known.get(conversation)?.item.peer
  }

  attribute(conversation: string, { name, value }: { readonly name: string; readonly value: string }): void {
    const attributes = this.#known.get(conversation)?.item.attributes
    this.change(conversation, { attributes: { ...attributes, [name]: value } })
  }

  change(conversation: string, fields: Partial<ConversationItem>): void {
    const known = this.#known.get(conversation)
    if (known !== undefined) this.#set({ ...known, item: { ...known.item, ...fields } })
  }

  #set(known: Known): void {
    this.#known.set(known.item.conversation, known)
    this.#keeper.put(prefix + known.item.conversation, known)
  }

  #isMentioned({ mentions }: Message): boolean {
    return mentions?.all === true || mentions?.users.includes(this.#user) === true
  }

  #counts({ from, counted, state, seq }: Message, { conversation, readMark }: ConversationItem): boolean {
    const isForUs = from !== this.#user || conversation.startsWith('notice:')
    return isForUs && counted !== false && state !== 'revoked' && seq > readMark.seq
  }
}

function byNewest(one: ConversationItem, other: ConversationItem): number {
  return (other.newest?.stamp ?? 0) - (one.newest?.stamp ?? 0) || (one.conversation < other.conversation ? -1 : 1)
}
