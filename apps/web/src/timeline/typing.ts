import { useSyncExternalStore } from 'react'
import { useAccount } from '../accounts/account.ts'

/** Who else is writing in a conversation just now. */
export function useTyping(conversation: string): readonly string[] {
  const typing = useAccount().client.typing(conversation)
  return useSyncExternalStore(typing.subscribe, () => typing.users)
}
