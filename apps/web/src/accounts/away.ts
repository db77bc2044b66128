import { useEffect } from 'react'
import type { Account } from './account.ts'

const idleMs = 5 * 60_000
/** A page that nobody can see is left sooner. */
const hiddenMs = 2 * 60_000

const signs = ['pointerdown', 'pointermove', 'keydown', 'wheel'] as const

/** Lets others know when nobody has been at the page for a while, and when somebody is back. */
export function useAway({ client }: Account): void {
  useEffect(() => {
    let timer = 0
    const stir = () => {
      clearTimeout(timer)
      timer = window.setTimeout(() => client.presence.setAway(true), document.hidden ? hiddenMs : idleMs)
      if (!document.hidden) client.presence.setAway(false)
    }
    for (const sign of signs) addEventListener(sign, stir, { passive: true })
    document.addEventListener('visibilitychange', stir)
    stir()
    return () => {
      clearTimeout(timer)
      for (const sign of signs) removeEventListener(sign, stir)
      document.removeEventListener('visibilitychange', stir)
    }
  }, [client])
}
