import { Avatar, useLanguage } from '@magpie-im/ui'
import type { ReactNode } from 'react'
import { useAccount } from '../accounts/account.ts'
import { timeOfStamp } from './rows.ts'
import { formatWhole } from './times.ts'

interface MessageLineProps {
  readonly from: string
  readonly stamp: number
  readonly children: ReactNode
}

/** A message in a list of some: who wrote it and when, and what it says. */
export function MessageLine({ from, stamp, children }: MessageLineProps) {
  const [language] = useLanguage()
  const name = useAccount().contacts.nameOf(from)
  return (
    <li className="message-line">
      <Avatar id={from} name={name} size={32} />
      <div>
        <p className="who">
          <strong>{name}</strong> <time>{formatWhole(timeOfStamp(stamp) ?? 0, language)}</time>
        </p>
        {children}
      </div>
    </li>
  )
}
