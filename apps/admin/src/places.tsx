import { type ReactNode, useSyncExternalStore } from 'react'
import { Overview } from './overview/overview.tsx'
import { Audit } from './pages/audit.tsx'
import { Checks } from './pages/checks.tsx'
import { Connections } from './pages/connections.tsx'
import { Conversations } from './pages/conversations.tsx'
import { Groups } from './pages/groups.tsx'
import { Keys } from './pages/keys.tsx'
import { Log } from './pages/log.tsx'
import { Settings } from './pages/settings.tsx'
import { SignIns } from './pages/sign-ins.tsx'
import { Users } from './pages/users.tsx'
import { Words } from './pages/words.tsx'
import type { PageName } from './paths.ts'

interface PageOf {
  readonly name: PageName
  /** `rest`: what the address names behind the page, such as a user. */
  readonly show: (props: { readonly rest: string }) => ReactNode
}

export const pages: readonly [PageOf, ...PageOf[]] = [
  { name: 'overview', show: Overview },
  { name: 'users', show: Users },
  { name: 'conversations', show: Conversations },
  { name: 'groups', show: Groups },
  { name: 'connections', show: Connections },
  { name: 'words', show: Words },
  { name: 'keys', show: Keys },
  { name: 'settings', show: Settings },
  { name: 'signIns', show: SignIns },
  { name: 'audit', show: Audit },
  { name: 'log', show: Log },
  { name: 'checks', show: Checks },
]

export interface Place {
  readonly page: PageOf
  readonly rest: string
}

/** Where the address says one is; what it does not know is the first page. */
export function usePlace(): Place {
  const hash = useSyncExternalStore(subscribe, () => location.hash)
  const [, name, rest = ''] = hash.split('/')
  return { page: pages.find((page) => page.name === name) ?? pages[0], rest: decodeURIComponent(rest) }
}

function subscribe(listener: () => void): () => void {
  addEventListener('hashchange', listener)
  return () => removeEventListener('hashchange', listener)
}
