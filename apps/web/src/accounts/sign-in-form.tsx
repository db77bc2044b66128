import { Button, Field, MagpieMark, useTexts } from '@magpie-im/ui'
import { type FormEvent, useState } from 'react'
import { texts } from '../texts.ts'
import type { Credential } from './link.ts'

interface SignInFormProps {
  readonly onSignIn: (credential: Credential) => void
  readonly onCancel?: () => void
  /** Who was refused, and why. */
  readonly refused?: { readonly user: string; readonly problem: string }
}

export function SignInForm({ onSignIn, onCancel, refused }: SignInFormProps) {
  const t = useTexts(texts)
  const [user, setUser] = useState(refused?.user ?? '')
  const [secret, setSecret] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (user !== '' && secret !== '') onSignIn({ user, secret, isToken: false })
  }
  return (
    <section className="sign-in">
      <form onSubmit={submit}>
        <MagpieMark size={72} />
        <h1>Magpie</h1>
        <p>{t.signInFirst}</p>
        {refused !== undefined && (
          <p className="problem" role="alert">
            {refused.problem}
          </p>
        )}
        <Field label={t.user} value={user} onChange={(event) => setUser(event.target.value)} autoComplete="username" required />
        <Field
          label={t.password}
          type="password"
          value={secret}
          onChange={(event) => setSecret(event.target.value)}
          autoComplete="current-password"
          required
        />
        <Button type="submit" look="main">
          {t.signIn}
        </Button>
        {onCancel !== undefined && <Button onClick={onCancel}>{t.cancel}</Button>}
      </form>
    </section>
  )
}
