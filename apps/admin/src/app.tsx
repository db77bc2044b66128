import { IconButton, MagpieMark, useTexts } from '@magpie-im/ui'
import { useEffect, useState } from 'react'
import { begin } from './api/ask.ts'
import { takeLink } from './api/link.ts'
import { findSession, type Session, signIn, signOut } from './api/session.ts'
import { Looks } from './looks.tsx'
import { Operator } from './parts/operator.ts'
import { pathOf } from './paths.ts'
import { type Place, pages, usePlace } from './places.tsx'
import { SignIn } from './sign-in.tsx'
import { texts } from './texts.ts'

const link = takeLink()
const found = link === undefined ? findSession() : signIn(link.user, link.secret)

export function App() {
  const [session, setSession] = useState<Session | null | undefined>()
  const [problem, setProblem] = useState<string>()
  const enter = (session: Session | null) => {
    if (session !== null) begin(session.csrfToken, () => setSession(null))
    setSession(session)
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is asked once.
  useEffect(() => {
    found.then(enter, (error: Error) => {
      setProblem(error.message)
      setSession(null)
    })
  }, [])
  if (session === undefined) return <main className="entrance" aria-busy="true" />
  if (session === null) return <SignIn problem={problem} onSession={enter} />
  return (
    <Operator value={session}>
      <Console session={session} onEnd={() => setSession(null)} />
    </Operator>
  )
}

function Console({ session, onEnd }: { readonly session: Session; readonly onEnd: () => void }) {
  const t = useTexts(texts)
  const place = usePlace()
  const end = () => void signOut().finally(onEnd)
  return (
    <div className="console">
      <aside>
        <div className="brand">
          <MagpieMark size={32} />
          <span>Magpie</span>
        </div>
        <Navigation place={place} />
        <div className="operator">
          <span>
            <b>{session.user}</b>
            <small>{t.roles[session.role]}</small>
          </span>
          <Looks />
          <IconButton icon="leave" label={t.signOut} onClick={end} />
        </div>
      </aside>
      <main id="content">
        <place.page.show key={place.rest} rest={place.rest} />
      </main>
    </div>
  )
}

function Navigation({ place }: { readonly place: Place }) {
  const t = useTexts(texts)
  return (
    <nav aria-label={t.pages}>
      {pages.map((page) => (
        <a key={page.name} href={pathOf(page.name)} aria-current={page === place.page ? 'page' : undefined}>
          {t.names[page.name]}
        </a>
      ))}
    </nav>
  )
}
