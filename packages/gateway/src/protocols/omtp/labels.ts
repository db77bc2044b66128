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
    if (isDefaultOf(label, sender, recipient) || isDefaultOf(label, recipient, sender)) return ''
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
    const found = this.#find(user, label)
    if (found === undefined) throw new ImError('NotInConversation')
    return found
  }

  /** The same, or one of others by the label they know it by unless they choose another; throws `NotInConversation` when there is none. */
  anyones(user: UserId, label: string): Thread {
    const found =
      this.#find(user, label) ??
      this.#split(label, single, (a, b) => this.#pairCalled(label, a, b)) ??
      this.#split(label, notice, (app, to) => this.#notices.find(app, to))
    if (found === undefined) throw new ImError('NotInConversation')
    return found
  }

  #find(user: UserId, label: string): Thread | undefined {
    const alias = this.#aliases.find(user, label)
    return alias === undefined ? this.#byDefault(user, label) : (this.#conversations.byId(alias) ?? this.#notices.byId(alias))
  }

  /** Both parts may hold underscores, so every way to cut them apart is tried. */
  #split(label: string, prefix: string, find: (one: string, other: string) => Thread | undefined): Thread | undefined {
    if (!label.startsWith(prefix)) return undefined
    for (let at = label.indexOf('_', prefix.length); at >= 0; at = label.indexOf('_', at + 1)) {
      const found = find(label.slice(prefix.length, at), label.slice(at + 1))
      if (found !== undefined) return found
    }
    return undefined
  }

  #pairCalled(label: string, a: string, b: string): Pair | undefined {
    const pair = this.#conversations.find(a as UserId, b as UserId) // as: only looked up; what is no user id is not there
    return pair !== undefined && defaultLabel(...pair.members) === label ? pair : undefined
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

/** What those call a conversation who are not in it. */
export function commonLabel(thread: Thread): string {
  const [first, second] = thread.parties
  if (first === undefined) return thread.peerOf('' as UserId) // as: a group is the same to whoever looks
  return second === undefined ? noticeLabel(thread.peerOf(first), first) : defaultLabel(first, second)
}

export function noticeLabel(app: string, user: UserId): string {
  return `${notice}${app}_${user}`
}

/** Whether `label` is `LP_G1_<one>_<other>`, which need not be made to know it. */
function isDefaultOf(label: string, one: string, other: string): boolean {
  const between = single.length + one.length
  return (
    label.length === between + 1 + other.length &&
    label.startsWith(single) &&
    label.startsWith(one, single.length) &&
    label[between] === '_' &&
    label.endsWith(other)
  )
}

/** `smaller` and `larger` in byte order. */
export function defaultLabel(smaller: UserId, larger: UserId): string {
  return `${single}${smaller}_${larger}`
}
