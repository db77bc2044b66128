import { ImError, type UserId } from '@magpie-im/model'
import type { Aliases, Conversations, Pair } from '@magpie-im/services'

const single = 'LP_G1_'
const reserved = [single, 'GC_', 'BM_']

/** The labels (`sessionId`) by which OMTP clients know their conversations: `LP_G1_<smaller>_<larger>` unless they choose another. */
export class Labels {
  readonly #conversations: Conversations
  readonly #aliases: Aliases

  constructor({ conversations, aliases }: { readonly conversations: Conversations; readonly aliases: Aliases }) {
    this.#conversations = conversations
    this.#aliases = aliases
  }

  /** What a sender calls his conversation with a recipient; empty: the default. Refuses a label that looks like another's default. */
  chosen(label: string, sender: UserId, recipient: string): string {
    if (label === `${single}${sender}_${recipient}` || label === `${single}${recipient}_${sender}`) return ''
    if (reserved.some((prefix) => label.startsWith(prefix))) throw new ImError('LabelTaken')
    return label
  }

  /** The conversation that `user` calls so; throws `NotInConversation` when he has none. */
  resolve(user: UserId, label: string): Pair {
    const alias = this.#aliases.find(user, label)
    const pair = alias === undefined ? this.#byDefault(user, label) : this.#conversations.byId(alias)
    if (pair === undefined) throw new ImError('NotInConversation')
    return pair
  }

  #byDefault(user: UserId, label: string): Pair | undefined {
    if (!label.startsWith(single)) return undefined
    const rest = label.slice(single.length)
    // Ids may hold underscores, so the user's own id tells where the other one begins or ends.
    const peers = [
      rest.startsWith(`${user}_`) ? rest.slice(user.length + 1) : '',
      rest.endsWith(`_${user}`) ? rest.slice(0, -user.length - 1) : '',
    ]
    const pairs = peers.map((peer) => this.#conversations.find(user, peer as UserId)) // as: only looked up; what is no user id is not there
    const exact = pairs.find((pair) => pair !== undefined && defaultLabel(pair.members[0], pair.members[1]) === label)
    return exact ?? pairs.find((pair) => pair !== undefined)
  }
}

/** `smaller` and `larger` in byte order. */
export function defaultLabel(smaller: UserId, larger: UserId): string {
  return `${single}${smaller}_${larger}`
}
