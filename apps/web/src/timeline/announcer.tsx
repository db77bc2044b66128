import type { TimelineEntry } from '@magpie-im/sdk'
import { useEffect, useRef, useState } from 'react'
import { useAccount } from '../accounts/account.ts'
import { useWords } from '../conversations/preview.ts'

/** Reads out what others write while the conversation is open; what one scrolls past is not read out. */
export function Announcer({ entries }: { readonly entries: readonly TimelineEntry[] }) {
  const { contacts, user } = useAccount()
  const words = useWords()
  const newest = entries.at(-1)
  const told = useRef<number>(undefined)
  const [text, setText] = useState('')
  useEffect(() => {
    if (newest?.seq === undefined || newest.seq <= (told.current ?? 0)) return
    const isFirst = told.current === undefined
    told.current = newest.seq
    if (!isFirst && newest.from !== user && newest.state !== 'revoked') setText(`${contacts.nameOf(newest.from)}: ${words(newest)}`)
  }, [newest, user, contacts, words])
  return (
    <div className="unseen" aria-live="polite">
      {text}
    </div>
  )
}
