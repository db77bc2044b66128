import type { IncomingMessage } from 'node:http'
import type { ConsoleSessions } from '@magpie-im/services'

/** What the HTTP door needs for the pages of operators. */
export interface ConsolePorts {
  readonly sessions: Pick<ConsoleSessions, 'signIn' | 'find' | 'end' | 'checkMayChange'>
  /** Whether a request comes from a page of this server, or from no browser. */
  readonly isOwnPage: (request: IncomingMessage) => boolean
}
