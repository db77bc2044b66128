import { preference, textsNow, usePreference } from '@magpie-im/ui'
import { useEffect, useRef } from 'react'
import type { Account } from './accounts/account.ts'
import { isMuted } from './conversations/attributes.ts'
import { texts } from './texts.ts'

export const notificationsWanted = preference<'yes' | 'no'>('magpie.notifications', ['yes', 'no'], () => 'no')

/** Wanted by who looks, and allowed by his browser. */
export function useNotificationsWanted(): boolean {
  const [wanted] = usePreference(notificationsWanted)
  return wanted === 'yes' && isAllowed()
}

export async function mayNotify(): Promise<boolean> {
  return 'Notification' in window && (await Notification.requestPermission()) === 'granted'
}

const isAllowed = () => 'Notification' in window && Notification.permission === 'granted'

/** Of what others write while nobody looks at the page. Says from whom, and not what: the screen may be seen by others. */
export function useNotifications(account: Account, onOpen: (conversation: string) => void): void {
  const open = useRef(onOpen)
  open.current = onOpen
  const isWanted = useNotificationsWanted()
  useEffect(() => {
    if (!isWanted) return
    return account.client.on('message', ({ conversation, message }) => {
      const item = account.conversations.items.find((one) => one.conversation === conversation)
      if (document.hasFocus() || message.from === account.user || (item !== undefined && isMuted(item))) return
      const title = textsNow(texts).newMessageFrom(account.contacts.titleOf(conversation))
      const notification = new Notification(title, { tag: `${account.user} ${conversation}`, icon: '/favicon.svg' })
      notification.addEventListener('click', () => {
        window.focus()
        open.current(conversation)
      })
    })
  }, [account, isWanted])
}
