import { useEffect, useMemo, useState } from 'react'
import { Account } from './accounts/account.ts'
import { AccountWindow } from './accounts/account-window.tsx'
import { KeptAccounts } from './accounts/kept-accounts.ts'
import { type Credential, takeLink } from './accounts/link.ts'
import { SignInForm } from './accounts/sign-in-form.tsx'
import { useObserved } from './observed.ts'
import { useTitleBadge } from './title-badge.ts'

const kept = new KeptAccounts()
const linked = takeLink()
if (linked !== undefined) kept.put(linked)
const accounts = new Map<string, Account>()

export function App() {
  const { all, isFull } = useObserved(kept)
  const [isAdding, setAdding] = useState(false)
  const open = useMemo(() => all.map(accountOf), [all])
  useTitleBadge(open)
  // A link for somebody who is here already, opened in this window: nothing is loaded anew.
  useEffect(() => {
    const follow = () => {
      const credential = takeLink()
      if (credential !== undefined) replace(credential)
    }
    addEventListener('hashchange', follow)
    return () => removeEventListener('hashchange', follow)
  }, [])
  const add = (credential: Credential) => {
    kept.put(credential)
    setAdding(false)
  }
  return (
    <main className="accounts">
      {open.length > 0 && <h1 className="unseen">Magpie</h1>}
      {open.map((account) => (
        <AccountWindow
          key={account.user}
          account={account}
          onAdd={isFull ? undefined : () => setAdding(true)}
          onReopen={() => reopen(account)}
          onSignIn={(secret) => replace({ user: account.user, secret, isToken: false })}
          onSignOut={() => leave(account)}
        />
      ))}
      {(isAdding || open.length === 0) && <SignInForm onSignIn={add} {...(isAdding && { onCancel: () => setAdding(false) })} />}
    </main>
  )
}

function accountOf(credential: Credential): Account {
  const known = accounts.get(credential.user)
  if (known !== undefined) return known
  const account = new Account(credential, kept)
  accounts.set(credential.user, account)
  return account
}

/** Another window has taken its place; now this one takes it back. */
function reopen({ user, token }: Account): void {
  replace({ user, secret: token, isToken: true })
}

function replace(credential: Credential): void {
  accounts.delete(credential.user)
  kept.put(credential)
}

function leave(account: Account): void {
  accounts.delete(account.user)
  kept.remove(account.user)
  void account.client.signOut()
}
