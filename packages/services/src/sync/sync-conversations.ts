import type { ConversationId, ConversationList, ListedConversation, Stamp, UserId } from '@magpie-im/model'
import type { SyncWindow } from './sync-window.ts'

export interface SyncPage {
  readonly items: readonly ListedConversation[]
  readonly more: boolean
  /** Ask with this for the next page or, after the last one, at the next sync. */
  readonly cursor: Stamp
}

const pageSize = 100

/** What changed in a user's list of conversations after `after`, oldest change first, as of the window's moment; each once, however many pages it takes. */
export async function syncConversations(
  list: ConversationList,
  { user, after, window }: { readonly user: UserId; readonly after: Stamp; readonly window: SyncWindow },
): Promise<SyncPage> {
  let cursor = after
  for (;;) {
    const { items, more } = await list.list({ user, after: cursor, asOf: window, limit: pageSize })
    cursor = items.at(-1)?.stamp ?? cursor
    const fresh = items.filter(({ conversation }) => !wasShown(window, conversation, after))
    for (const { conversation, stamp } of fresh) window.show(conversation, stamp)
    // What changed after the moment is still to be told, so the next sync must not skip it (I7).
    if (!more) return { items: fresh, more, cursor: Math.min(cursor, window.stamp) }
    if (fresh.length > 0) return { items: fresh, more, cursor }
  }
}

/** On a page before the one that is asked for with `after`. */
function wasShown(window: SyncWindow, conversation: ConversationId, after: Stamp): boolean {
  const stamp = window.shownAt(conversation)
  return stamp !== undefined && stamp <= after
}
