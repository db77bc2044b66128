import { createContext, useContext } from 'react'
import type { Session } from '../api/session.ts'

const nobody: Session = { user: '', role: 'viewer', csrfToken: '' }

/** Who is signed in. */
export const Operator = createContext<Session>(nobody)

export function useOperator(): Session {
  return useContext(Operator)
}
