import type { ConversationItem } from '@magpie-im/sdk'

/** What this chat keeps about a conversation; the user's other devices find it. */
const names = { pinned: 'pinned', muted: 'muted' } as const
export type Attribute = keyof typeof names

type Attributed = Pick<ConversationItem, 'attributes'>

export const isPinned = ({ attributes }: Attributed) => attributes[names.pinned] === '1'
export const isMuted = ({ attributes }: Attributed) => attributes[names.muted] === '1'

/** Pinned ones stand first; otherwise the one that was last written in. */
export function inOrder(items: readonly ConversationItem[]): readonly ConversationItem[] {
  return [...items.filter(isPinned), ...items.filter((item) => !isPinned(item))]
}
