import { Button, Field, MagpieMark, useTexts } from '@magpie-im/ui'
import { type FormEvent, useState } from 'react'
import { type Session, signIn } from './api/session.ts'
import { Looks } from './looks.tsx'
import { Problem } from './parts/shown.tsx'
import { texts } from './texts.ts'

interface SignInProps {
  /** Why the link signed nobody in. */
  readonly problem: string | undefined
  readonly onSession: (session: Session | null) => void
}

export function SignIn({ problem, onSession }: SignInProps) {
  const t = useTexts(texts)
  const [refusal, setRefusal] = useState(problem)
  const [busy, setBusy] = useState(false)
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    setBusy(true)
    signIn(String(form.get('user')), String(form.get('secret'))).then(onSession, (error: Error) => {
      setRefusal(error.message)
      setBusy(false)
    })
  }
  return (
    <main className="entrance">
      <form className="form card" onSubmit={submit}>
        <div className="brand">
          <MagpieMark size={44} />
          <h1>{t.console}</h1>
        </div>
        <Field label={t.user} name="user" autoComplete="username" required />
        <Field label={t.secret} name="secret" type="password" autoComplete="current-password" required />
        <Problem text={refusal} />
        <Button type="submit" look="main" disabled={busy}>
          {t.signIn}
        </Button>
        <p className="hint">{t.hint}</p>
      </form>
      <Looks />
    </main>
  )
}
