import type { ConversationItem } from '@magpie-im/sdk'
import { useSyncExternalStore } from 'react'
import { useAccount } from '../accounts/account.ts'

/** The list, as it is now. */
export function useItems(): readonly ConversationItem[] {
  const { conversations } = useAccount()
  return useSyncExternalStore(
    (listener) => conversations.subscribe(listener),
    () => conversations.items,
  )
}

/** Whether the server has said what there is. */
export function useIsListed(): boolean {
  const { conversations } = useAccount()
  return useSyncExternalStore(
    (listener) => conversations.subscribe(listener),
    () => conversations.isComplete,
  )
}

/** A conversation as it is in the list; undefined: it is not there. */
export function useItem(conversation: string): ConversationItem | undefined {
  return useItems().find((item) => item.conversation === conversation)
}
