import { Avatar, IconButton, useTexts } from '@magpie-im/ui'
import { type KeyboardEvent, useRef } from 'react'
import { useAccount, useClientState } from '../accounts/account.ts'
import { useObserved } from '../observed.ts'
import { texts } from '../texts.ts'
import { inOrder } from './attributes.ts'
import { ConversationRow } from './conversation-row.tsx'
import { useIsListed, useItems } from './use-item.ts'

interface ConversationsPaneProps {
  readonly open: string | undefined
  readonly onOpen: (conversation: string) => void
  readonly onContacts: () => void
  readonly onSearch: () => void
  readonly onSettings: () => void
  readonly onAdd: (() => void) | undefined
}

export function ConversationsPane({ open, onOpen, onContacts, onSearch, onSettings, onAdd }: ConversationsPaneProps) {
  const t = useTexts(texts)
  const { contacts, user } = useAccount()
  const items = inOrder(useItems())
  const isListed = useIsListed()
  const name = useObserved(contacts).nameOf(user)
  const list = useRef<HTMLUListElement>(null)
  return (
    <nav className="pane list" aria-label={t.conversations}>
      <header className="bar">
        <button type="button" className="me" onClick={onSettings}>
          <Avatar id={user} name={name} size={36} />
          <span>{name}</span>
          <span className="unseen">{t.settings}</span>
        </button>
        {onAdd !== undefined && <IconButton icon="add" label={t.addAccount} onClick={onAdd} />}
        <IconButton icon="search" label={t.search} onClick={onSearch} />
        <IconButton icon="person" label={t.contacts} onClick={onContacts} className={contacts.requests.length > 0 ? 'has-news' : ''} />
      </header>
      <ConnectionLine />
      {items.length === 0 && <p className={isListed ? 'hint' : 'hint late'}>{isListed ? t.noConversations : t.loading}</p>}
      <ul ref={list} className="rows" onKeyDown={(event) => moveFocus(event, list.current)}>
        {items.map((item) => (
          <ConversationRow
            key={item.conversation}
            item={item}
            isOpen={item.conversation === open}
            onOpen={() => onOpen(item.conversation)}
          />
        ))}
      </ul>
    </nav>
  )
}

function ConnectionLine() {
  const t = useTexts(texts)
  const { name } = useClientState(useAccount())
  return (
    <div role="status" className="connection">
      {name !== 'signedIn' && <p>{name === 'offline' ? t.offline : t.connecting}</p>}
    </div>
  )
}

/** The arrow keys go from one to the next. */
function moveFocus(event: KeyboardEvent, list: HTMLElement | null): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (step === undefined || list === null) return
  const rows = [...list.querySelectorAll<HTMLElement>('.row')]
  const at = rows.findIndex((row) => row.matches(':focus'))
  if (at < 0) return
  event.preventDefault()
  rows[at + step]?.focus()
}
