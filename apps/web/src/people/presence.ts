import type { UserPresence } from '@magpie-im/sdk'
import { useCallback, useSyncExternalStore } from 'react'
import { useAccount } from '../accounts/account.ts'

/** Whether somebody is here, as far as one may know; of a group nobody says. */
export function usePresence(user: string | undefined): UserPresence | undefined {
  const { presence } = useAccount().client
  const subscribe = useCallback((listener: () => void) => presence.subscribe(user === undefined ? [] : [user], listener), [presence, user])
  return useSyncExternalStore(subscribe, () => (user === undefined ? undefined : presence.get(user)))
}
