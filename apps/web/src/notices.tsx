import { useLanguage } from '@magpie-im/ui'
import { createContext, type ReactNode, useCallback, useContext, useMemo, useRef, useState } from 'react'
import { reasonOf } from './problems.ts'

interface Notices {
  /** Says something in passing. */
  readonly say: (text: string) => void
  /** Does it, and says why when it was refused. */
  readonly attempt: (action: () => unknown) => Promise<boolean>
  /** Why something was refused, in the language of who looks. */
  readonly reasonOf: (error: unknown) => string
}

const NoticesContext = createContext<Notices | undefined>(undefined)
const shownMs = 5000

export function NoticesProvider({ children }: { readonly children: ReactNode }) {
  const [language] = useLanguage()
  const [text, setText] = useState('')
  const timer = useRef(0)
  const say = useCallback((said: string) => {
    setText(said)
    clearTimeout(timer.current)
    timer.current = window.setTimeout(() => setText(''), shownMs)
  }, [])
  const notices = useMemo<Notices>(() => {
    const attempt = async (action: () => unknown) => {
      try {
        await action()
        return true
      } catch (error) {
        say(reasonOf(error, language))
        return false
      }
    }
    return { say, attempt, reasonOf: (error) => reasonOf(error, language) }
  }, [say, language])
  return (
    <NoticesContext value={notices}>
      {children}
      <div className="notice" role="status">
        {text !== '' && <p>{text}</p>}
      </div>
    </NoticesContext>
  )
}

export function useNotices(): Notices {
  const notices = useContext(NoticesContext)
  if (notices === undefined) throw new Error('there are notices only below their provider')
  return notices
}
