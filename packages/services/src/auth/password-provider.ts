import type { AuthProvider, AuthQuestion, AuthVerdict } from '@magpie-im/model'
import type { Accounts } from '../users/accounts.ts'
import type { Passwords } from './passwords.ts'
import { looksLikeToken } from './tokens.ts'

/** The passwords of our own accounts. */
export class PasswordProvider implements AuthProvider {
  readonly #accounts: Accounts
  readonly #passwords: Passwords

  constructor({ accounts, passwords }: { readonly accounts: Accounts; readonly passwords: Passwords }) {
    this.#accounts = accounts
    this.#passwords = passwords
  }

  /** A token is no password, and costs no hashing. */
  async verify({ user, secret }: AuthQuestion): Promise<AuthVerdict> {
    const hash = this.#accounts.find(user)?.passwordHash ?? ''
    const right = !looksLikeToken(secret) && (await this.#passwords.verify(secret, hash))
    return right ? { verdict: 'accepted', extraData: '', name: undefined } : { verdict: 'refused', reason: 'WrongCredentials' }
  }
}
