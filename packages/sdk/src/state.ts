import type { MagpieError } from './magpie-error.ts'

/** Where a client stands. */
export type State =
  /** On the way to being signed in. */
  | { readonly name: 'connecting' }
  | { readonly name: 'signedIn'; readonly url: string }
  /** Comes back by itself. */
  | { readonly name: 'offline'; readonly retryInMs: number; readonly why: string }
  /** The server ended it for good; `reason` is one of its table of close reasons, such as `kicked`. */
  | { readonly name: 'kicked'; readonly reason: string; readonly message: string }
  /** By the program itself, or, with an error, because the sign-in was refused. */
  | { readonly name: 'closed'; readonly error?: MagpieError }

type Name = State['name']

/** Which state may follow which; from the last two there is no way back. */
export const nextStates: Record<Name, readonly Name[]> = {
  connecting: ['signedIn', 'offline', 'closed', 'connecting'],
  signedIn: ['offline', 'kicked', 'closed'],
  offline: ['connecting', 'closed'],
  kicked: [],
  closed: [],
}
