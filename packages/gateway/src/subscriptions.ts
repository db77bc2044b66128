import type { ConversationId, Subscription, UserId } from '@magpie-im/model'

/** Who of those that are online here is subscribed to what, looked up both ways. */
export class Subscriptions {
  readonly #topics = new Map<ConversationId, Map<UserId, Subscription>>()
  readonly #byUser = new Map<UserId, Set<ConversationId>>()

  add(user: UserId, subscription: Subscription): void {
    const { conversation } = subscription
    entryOf(this.#topics, conversation, () => new Map()).set(user, subscription)
    entryOf(this.#byUser, user, () => new Set()).add(conversation)
  }

  remove(user: UserId, conversation: ConversationId): void {
    const topic = this.#topics.get(conversation)
    if (topic?.delete(user) && topic.size === 0) this.#topics.delete(conversation)
    const own = this.#byUser.get(user)
    if (own?.delete(conversation) && own.size === 0) this.#byUser.delete(user)
  }

  /** Everything that `user` is subscribed to. */
  removeUser(user: UserId): void {
    for (const conversation of this.#byUser.get(user) ?? []) this.remove(user, conversation)
  }

  /** All who are subscribed to `conversation`. */
  removeTopic(conversation: ConversationId): void {
    for (const user of this.#topics.get(conversation)?.keys() ?? []) this.remove(user, conversation)
  }

  of(conversation: ConversationId): Iterable<readonly [UserId, Subscription]> {
    return this.#topics.get(conversation) ?? []
  }
}

function entryOf<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}
