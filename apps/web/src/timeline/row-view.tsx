import type { TimelineEntry } from '@magpie-im/sdk'
import { useLanguage, useTexts } from '@magpie-im/ui'
import { useAccount } from '../accounts/account.ts'
import { texts } from '../texts.ts'
import { MessageView, type MessageViewProps } from './message-view.tsx'
import type { Row } from './rows.ts'
import { formatDay } from './times.ts'

export interface RowViewProps extends Omit<MessageViewProps, 'row' | 'isFound' | 'isChosen'> {
  readonly row: Row
  /** The seq of what was looked for. */
  readonly found: number | undefined
  /** Stamps of what is chosen; undefined: nobody is choosing. */
  readonly chosen: readonly number[] | undefined
}

export function RowView({ row, found, chosen, ...rest }: RowViewProps) {
  const t = useTexts(texts)
  const [language] = useLanguage()
  if (row.kind === 'day') return <h3 className="day">{formatDay(row.at, language, t)}</h3>
  if (row.kind === 'unread') {
    return (
      <p className="new-line">
        <span>{t.newMessages}</span>
      </p>
    )
  }
  const { entry } = row
  if (entry.state === 'revoked') return <Revoked entry={entry} />
  const isFound = entry.seq !== undefined && entry.seq === found
  return <MessageView {...rest} row={row} isFound={isFound} isChosen={chosen?.includes(entry.stamp ?? 0)} />
}

function Revoked({ entry }: { readonly entry: TimelineEntry }) {
  const t = useTexts(texts)
  const { contacts, user } = useAccount()
  return <p className="revoked">{entry.from === user ? t.revokedByYou : t.revoked(contacts.nameOf(entry.from))}</p>
}
