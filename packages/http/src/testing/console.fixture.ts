import type { Clock, Journal, Log } from '@magpie-im/model'
import { ConsoleSessions, type KeepAudit, SignInLog, Tokens, VerifySignIn, type WritersState } from '@magpie-im/services'
import type { ConsolePorts } from '../console/console-ports.ts'

interface ConsoleParts {
  readonly journal: Journal
  readonly state: WritersState
  readonly audit: KeepAudit
  readonly clock: Clock
  readonly log: Log
}

/** Where pages of this server come from. */
export const ownOrigin = 'http://chat.example'

/** The console of a door, to which everybody signs in with the password `secret`. */
export function consoleOf({ journal, state, audit, clock, log }: ConsoleParts): ConsolePorts & { readonly origins: Set<string> } {
  const { accounts, grants, stamps, tokenRevocations: revocations } = state
  const signIns = new SignInLog({ journal, stamps, clock })
  const provider = {
    verify: async ({ secret }: { readonly secret: string }) =>
      secret === 'secret'
        ? ({ verdict: 'accepted', extraData: '', name: undefined } as const)
        : ({ verdict: 'refused', reason: 'WrongCredentials' } as const),
  }
  const verify = new VerifySignIn(
    { journal, accounts, provider, tokens: new Tokens(Buffer.alloc(32, 7)), revocations, signIns, clock, log },
    { attemptsPerAddress: 100, failuresPerUser: 100, createUsers: true, demo: false },
  )
  const origins = new Set([ownOrigin])
  return {
    origins,
    sessions: new ConsoleSessions({ verify, accounts, grants, revocations, audit, clock }),
    isOwnPage: ({ headers: { origin } }) => origin === undefined || origins.has(origin),
  }
}
