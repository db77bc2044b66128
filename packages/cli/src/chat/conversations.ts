import { pairOf, type UserId } from '@magpie-im/model'
import { type HotSessionItem, packets } from '@magpie-im/wire'
import { type Message, readMessage } from './message.ts'

/** A conversation of two, as this terminal knows it. */
export interface Conversation {
  readonly peer: string
  /** What this user's devices call it. */
  label: string
  unread: number
  newest: Message | undefined
  /** seqId of the last message that was shown here while it was open; undefined: it was never open. */
  shownTo: number | undefined
  /** seqId up to which the server knows that it was read here. */
  readTo: number
}

const single = 'LP_G1_'

/** All conversations of a user, by the other one. */
export class Conversations {
  readonly user: UserId
  readonly #byPeer = new Map<string, Conversation>()

  constructor(user: UserId) {
    this.user = user
  }

  /** Makes one that only this terminal knows when there is none. */
  with(peer: UserId | string): Conversation {
    const known = this.#byPeer.get(peer)
    if (known !== undefined) return known
    const label = `${single}${pairOf(this.user, peer as UserId).join('_')}` // as: only put in order
    const conversation = { peer, label, unread: 0, newest: undefined, shownTo: undefined, readTo: 0 }
    this.#byPeer.set(peer, conversation)
    return conversation
  }

  /** The one a message belongs to, which now has it as its newest. */
  take(message: Message): Conversation {
    const conversation = this.with(message.from === this.user ? message.to : message.from)
    if (message.label !== '') conversation.label = message.label
    if (message.seqId >= (conversation.newest?.seqId ?? 0)) conversation.newest = message
    return conversation
  }

  /** What the server says of those that changed. */
  update(items: readonly HotSessionItem[]): void {
    for (const { sessionId, unreadCount, lastMsgs } of items) {
      // Groups are not shown in a terminal yet.
      if (lastMsgs.some(({ header }) => header.type === packets.MSG_GROUP_CHAT.type)) continue
      const [newest] = lastMsgs.map(readMessage)
      const conversation = newest === undefined ? this.with(this.#peerIn(sessionId)) : this.take(newest)
      conversation.label = sessionId
      conversation.unread = unreadCount
    }
  }

  /** Latest message first. */
  list(): Conversation[] {
    return [...this.#byPeer.values()].sort((a, b) => (b.newest?.seqId ?? 0) - (a.newest?.seqId ?? 0))
  }

  /** Of a conversation without messages, whose label is the only hint; ids may hold underscores. */
  #peerIn(label: string): string {
    const rest = label.startsWith(single) ? label.slice(single.length) : label
    if (rest.startsWith(`${this.user}_`)) return rest.slice(this.user.length + 1)
    return rest.endsWith(`_${this.user}`) ? rest.slice(0, -this.user.length - 1) : rest
  }
}
