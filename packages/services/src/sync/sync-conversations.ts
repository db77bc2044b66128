import type { AsOf, ConversationList, ListedConversation, Stamp, UserId } from '@magpie-im/model'

export interface SyncPage {
  readonly items: readonly ListedConversation[]
  readonly more: boolean
  /** Ask with this for the next page or, after the last one, at the next sync. */
  readonly cursor: Stamp
}

const pageSize = 100

/** What changed in a user's list of conversations after `after`, oldest change first, as of `asOf`. */
export async function syncConversations(list: ConversationList, query: { user: UserId; after: Stamp; asOf: AsOf }): Promise<SyncPage> {
  const { items, more } = await list.list({ ...query, limit: pageSize })
  const newest = items.at(-1)?.stamp ?? query.after
  if (more) return { items, more, cursor: newest }
  // What changed after the moment is still to be told, so the next sync must not skip it (I7).
  return { items, more, cursor: Math.max(query.after, Math.min(newest, query.asOf.stamp)) }
}
