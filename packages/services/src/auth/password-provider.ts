import type { AuthProvider, AuthQuestion, AuthVerdict } from '@magpie-im/model'
import type { Accounts } from '../users/accounts.ts'
import type { Passwords } from './passwords.ts'
import { looksLikeToken } from './tokens.ts'

/** The passwords of our own accounts. */
export class PasswordProvider implements AuthProvider {
  readonly #accounts: Accounts
  readonly #passwords: Pick<Passwords, 'verify'>

  constructor({ accounts, passwords }: { readonly accounts: Accounts; readonly passwords: Pick<Passwords, 'verify'> }) {
    this.#accounts = accounts
    this.#passwords = passwords
  }

  /** A token is no password, and costs no hashing. One that is replaced while it is looked at is no longer right. */
  async verify({ user, secret }: AuthQuestion): Promise<AuthVerdict> {
    const hash = this.#hashOf(user)
    const right = !looksLikeToken(secret) && (await this.#passwords.verify(secret, hash)) && hash === this.#hashOf(user)
    return right ? { verdict: 'accepted', extraData: '', name: undefined } : { verdict: 'refused', reason: 'WrongCredentials' }
  }

  #hashOf(user: AuthQuestion['user']): string {
    return this.#accounts.find(user)?.passwordHash ?? ''
  }
}
