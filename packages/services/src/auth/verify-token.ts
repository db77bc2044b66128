import { type Clock, ImError, isUserId, type User } from '@magpie-im/model'
import type { Accounts } from '../users/accounts.ts'
import type { TokenRevocations } from './token-revocations.ts'
import type { Tokens } from './tokens.ts'

interface VerifyTokenPorts {
  readonly accounts: Accounts
  readonly tokens: Tokens
  readonly revocations: TokenRevocations
  readonly clock: Clock
  /** Whether demo accounts may sign in. */
  readonly demo: boolean
}

/** Single requests of a user who has signed in before, with the token he signs in with. */
export class VerifyToken {
  readonly #ports: VerifyTokenPorts

  constructor(ports: VerifyTokenPorts) {
    this.#ports = ports
  }

  /** Throws `WrongCredentials`, `SignInDenied`. */
  async verify(name: string, token: string): Promise<User> {
    const { accounts, tokens, revocations, clock, demo } = this.#ports
    if (!isUserId(name)) throw new ImError('WrongCredentials')
    const verified = await tokens.verify(token, name, clock.now())
    const user = accounts.find(name)
    if (user === undefined || revocations.has(name, verified)) throw new ImError('WrongCredentials')
    if (user.disabled || (user.demo && !demo)) throw new ImError('SignInDenied')
    return user
  }
}
