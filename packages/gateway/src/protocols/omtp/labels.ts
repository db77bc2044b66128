import { ImError, type UserId } from '@magpie-im/model'
import type { Aliases, Conversations, Groups, Notices, Pair, Thread } from '@magpie-im/services'

const single = 'LP_G1_'
const group = 'GC_'
const notice = 'BM_'
const reserved = [single, group, notice]

interface LabelsPorts {
  readonly conversations: Conversations
  readonly aliases: Aliases
  readonly groups: Groups
  readonly notices: Notices
}

/** The labels (`sessionId`) by which OMTP clients know their conversations: `LP_G1_<smaller>_<larger>` unless they choose another, the group's id, or `BM_<application>_<user>`. */
export class Labels {
  readonly #conversations: Conversations
  readonly #aliases: Aliases
  readonly #groups: Groups
  readonly #notices: Notices

  constructor({ conversations, aliases, groups, notices }: LabelsPorts) {
    this.#conversations = conversations
    this.#aliases = aliases
    this.#groups = groups
    this.#notices = notices
  }

  /** What a sender calls his conversation with a recipient; empty: the default. Refuses a label that looks like another's default. */
  chosen(label: string, sender: UserId, recipient: string): string {
    if (label === `${single}${sender}_${recipient}` || label === `${single}${recipient}_${sender}`) return ''
    if (reserved.some((prefix) => label.startsWith(prefix))) throw new ImError('LabelTaken')
    if (this.#groups.isTaken(label)) throw new ImError('LabelTaken')
    return label
  }

  /** A group is known by its id and nothing else. */
  ofGroup(label: string, group: string): string {
    if (label !== group) throw new ImError('LabelTaken')
    return ''
  }

  /** The id a new group asks for; undefined when it looks like the label of another kind of conversation. */
  wantedGroup(id: string): string | undefined {
    return id === '' || reserved.some((prefix) => prefix !== group && id.startsWith(prefix)) ? undefined : id
  }

  /** The conversation that `user` calls so; throws `NotInConversation` when he has none. */
  resolve(user: UserId, label: string): Thread {
    const found = this.named(user, label)
    if (!found.has(user)) throw new ImError('NotInConversation')
    return found
  }

  /** The same, whether or not he is in it; or the notices that he gives. */
  named(user: UserId, label: string): Thread {
    const alias = this.#aliases.find(user, label)
    const found = alias === undefined ? this.#byDefault(user, label) : (this.#conversations.byId(alias) ?? this.#notices.byId(alias))
    if (found === undefined) throw new ImError('NotInConversation')
    return found
  }

  #byDefault(user: UserId, label: string): Thread | undefined {
    return this.#pair(user, label) ?? this.#noticesTo(user, label) ?? this.#groups.find(label)
  }

  #noticesTo(user: UserId, label: string): Thread | undefined {
    if (!label.startsWith(notice)) return undefined
    const rest = label.slice(notice.length)
    const received = rest.endsWith(`_${user}`) ? this.#notices.find(rest.slice(0, -user.length - 1), user) : undefined
    return received ?? (rest.startsWith(`${user}_`) ? this.#notices.find(user, rest.slice(user.length + 1)) : undefined)
  }

  #pair(user: UserId, label: string): Pair | undefined {
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

export function noticeLabel(app: string, user: UserId): string {
  return `${notice}${app}_${user}`
}

/** `smaller` and `larger` in byte order. */
export function defaultLabel(smaller: UserId, larger: UserId): string {
  return `${single}${smaller}_${larger}`
}
