import { Button, useLanguage, useTexts } from '@magpie-im/ui'
import { useState } from 'react'
import { ContactsPane } from '../contacts/contacts-pane.tsx'
import { ConversationsPane } from '../conversations/conversations-pane.tsx'
import { DetailsPane } from '../groups/details-pane.tsx'
import { NoticesProvider } from '../notices.tsx'
import { useNotifications } from '../notifications.ts'
import type { Open } from '../open.ts'
import { reasonOf } from '../problems.ts'
import { SearchPane } from '../search/search-pane.tsx'
import { texts } from '../texts.ts'
import { ChatPane } from '../timeline/chat-pane.tsx'
import { type Account, AccountProvider, useClientState } from './account.ts'
import { useAway } from './away.ts'
import { SettingsDialog } from './settings-dialog.tsx'
import { SignInForm } from './sign-in-form.tsx'

interface AccountWindowProps {
  readonly account: Account
  /** Undefined: there is no place for more. */
  readonly onAdd: (() => void) | undefined
  readonly onReopen: () => void
  readonly onSignIn: (secret: string) => void
  readonly onSignOut: () => void
}

/** Everything one account sees: the list, a conversation, and what is beside it. On a narrow screen one at a time. */
export function AccountWindow(props: AccountWindowProps) {
  const { account } = props
  const t = useTexts(texts)
  const [language] = useLanguage()
  const state = useClientState(account)
  if (state.name === 'kicked') return <Displaced {...props} />
  if (state.name === 'closed') {
    const refused = { user: account.user, problem: state.error === undefined ? t.signedOut : reasonOf(state.error, language) }
    return <SignInForm refused={refused} onSignIn={({ secret }) => props.onSignIn(secret)} onCancel={props.onSignOut} />
  }
  return (
    <AccountProvider value={account}>
      <div className="window">
        <NoticesProvider>
          <Panes {...props} />
        </NoticesProvider>
      </div>
    </AccountProvider>
  )
}

function Displaced({ account, onReopen, onSignOut }: AccountWindowProps) {
  const t = useTexts(texts)
  return (
    <section className="sign-in">
      <div>
        <h1>{account.contacts.nameOf(account.user)}</h1>
        <p role="status">{t.usedElsewhere}</p>
        <Button look="main" onClick={onReopen}>
          {t.useHere}
        </Button>
        <Button onClick={onSignOut}>{t.signOut}</Button>
      </div>
    </section>
  )
}

type Left = 'conversations' | 'contacts' | 'search'

function Panes({ account, onAdd, onSignOut }: AccountWindowProps) {
  const t = useTexts(texts)
  const [open, setOpen] = useState<Open>()
  const [left, setLeft] = useState<Left>('conversations')
  const [hasDetails, setDetails] = useState(false)
  const [hasSettings, setSettings] = useState(false)
  const show = (next: Open) => {
    setOpen(next)
    if (next.conversation !== open?.conversation) setDetails(false)
    if (left === 'contacts') setLeft('conversations')
  }
  useAway(account)
  useNotifications(account, (conversation) => show({ conversation }))
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.key !== 'k' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    setLeft('search')
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the shortcut works wherever the focus is in it.
    <div
      className="account"
      data-user={account.user}
      data-shows={open === undefined ? 'list' : hasDetails ? 'details' : 'chat'}
      onKeyDown={onKeyDown}
    >
      <div className="panes">
        {left === 'conversations' && (
          <ConversationsPane
            open={open?.conversation}
            onOpen={(conversation) => show({ conversation })}
            onContacts={() => setLeft('contacts')}
            onSearch={() => setLeft('search')}
            onSettings={() => setSettings(true)}
            onAdd={onAdd}
          />
        )}
        {left === 'contacts' && <ContactsPane onBack={() => setLeft('conversations')} onOpen={(conversation) => show({ conversation })} />}
        {left === 'search' && <SearchPane onBack={() => setLeft('conversations')} onOpen={show} />}
        {open === undefined ? (
          <section className="pane chat none" aria-label={t.messages}>
            <p>{t.noChatOpen}</p>
          </section>
        ) : (
          <ChatPane
            key={open.conversation}
            open={open}
            hasDetails={hasDetails}
            onBack={() => setOpen(undefined)}
            onDetails={() => setDetails(!hasDetails)}
          />
        )}
        {open !== undefined && hasDetails && (
          <DetailsPane
            key={`details of ${open.conversation}`}
            conversation={open.conversation}
            onClose={() => setDetails(false)}
            onLeft={() => setOpen(undefined)}
            onOpen={(conversation) => show({ conversation })}
          />
        )}
      </div>
      {hasSettings && <SettingsDialog onClose={() => setSettings(false)} onSignOut={onSignOut} />}
    </div>
  )
}
