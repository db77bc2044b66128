/** Somewhere one may write. */
export interface Target {
  readonly conversation: string
  readonly title: string
}

interface Known {
  /** Of the list, in its order. */
  readonly conversations: readonly string[]
  readonly friends: readonly string[]
  readonly groups: readonly string[]
  readonly titleOf: (conversation: string) => string
}

const mostShown = 100

/** Where something may be forwarded to: where one wrote last comes first. What is sought is in the title or the id. */
export function targetsFor(sought: string, { conversations, friends, groups, titleOf }: Known): readonly Target[] {
  const all = [...conversations, ...friends.map((user) => `user:${user}`), ...groups.map((group) => `group:${group}`)]
  const wanted = sought.trim().toLocaleLowerCase()
  return [...new Set(all)]
    .filter((conversation) => !conversation.startsWith('notice:'))
    .map((conversation) => ({ conversation, title: titleOf(conversation) }))
    .filter(({ conversation, title }) => [conversation, title].some((text) => text.toLocaleLowerCase().includes(wanted)))
    .slice(0, mostShown)
}
