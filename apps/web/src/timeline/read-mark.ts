import type { TimelineEntry } from '@magpie-im/sdk'
import { useEffect, useRef, useState } from 'react'
import { useAccount } from '../accounts/account.ts'

const settleMs = 250

/** What was on the screen, in a window that somebody looks at, is read. */
export function useReadMark(conversation: string, seen: TimelineEntry | undefined): void {
  const { client, conversations } = useAccount()
  const isLooking = useIsLooking()
  const marked = useRef(0)
  const { seq, stamp } = seen ?? {}
  useEffect(() => {
    if (!isLooking || seq === undefined || stamp === undefined || seq <= marked.current) return
    // While one scrolls, once for all that went by.
    const timer = setTimeout(() => {
      const item = conversations.items.find((one) => one.conversation === conversation)
      marked.current = seq
      if (item === undefined || item.readMark.seq >= seq) return
      client.markRead(conversation, { stamp }).catch(() => {
        marked.current = 0
      })
    }, settleMs)
    return () => clearTimeout(timer)
  }, [client, conversations, conversation, isLooking, seq, stamp])
}

function useIsLooking(): boolean {
  const [isLooking, setLooking] = useState(() => document.visibilityState === 'visible')
  useEffect(() => {
    const look = () => setLooking(document.visibilityState === 'visible')
    document.addEventListener('visibilitychange', look)
    return () => document.removeEventListener('visibilitychange', look)
  }, [])
  return isLooking
}
