import { useEffect } from 'react'
import type { Account } from './accounts/account.ts'
import { isMuted } from './conversations/attributes.ts'

/** What is unread stands before the title of the tab. */
export function useTitleBadge(accounts: readonly Account[]): void {
  useEffect(() => {
    const tell = () => {
      const count = accounts.reduce((sum, account) => sum + unreadOf(account), 0)
      document.title = count === 0 ? 'Magpie' : `(${count}) Magpie`
    }
    tell()
    const ends = accounts.map(({ conversations }) => conversations.subscribe(tell))
    return () => {
      for (const end of ends) end()
    }
  }, [accounts])
}

function unreadOf({ conversations }: Account): number {
  return conversations.items.filter((item) => !isMuted(item)).reduce((sum, { unread }) => sum + unread, 0)
}
