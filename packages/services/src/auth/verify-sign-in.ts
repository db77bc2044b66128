import { type Clock, ImError, isUserId, type Journal, type Log, type User, type UserId } from '@magpie-im/model'
import { commit } from '../commit.ts'
import type { Accounts } from '../users/accounts.ts'
import { Attempts } from './attempts.ts'
import type { Passwords } from './passwords.ts'
import { looksLikeToken, type Tokens } from './tokens.ts'

export interface SignInPolicy {
  /** Per second and address. */
  readonly attemptsPerAddress: number
  /** Failed ones per minute and user. */
  readonly failuresPerUser: number
  /** A valid token of an unknown user creates the user. */
  readonly createUsers: boolean
  /** Whether demo accounts may sign in. */
  readonly demo: boolean
}

interface VerifySignInPorts {
  readonly journal: Journal
  readonly accounts: Accounts
  readonly passwords: Passwords
  readonly tokens: Tokens
  readonly clock: Clock
  readonly log: Log
}

export interface Credential {
  readonly user: string
  /** A password or a signed token. */
  readonly secret: string
  readonly address: string
  /** Of the request, for the log. */
  readonly trace?: string
}

/** Answers "is this credential this user?". */
export class VerifySignIn {
  readonly #ports: VerifySignInPorts
  readonly #policy: SignInPolicy
  readonly #attempts: Attempts
  readonly #failures: Attempts

  constructor(ports: VerifySignInPorts, policy: SignInPolicy) {
    this.#ports = ports
    this.#policy = policy
    this.#attempts = new Attempts(ports.clock, { limit: policy.attemptsPerAddress, windowMs: 1000 })
    this.#failures = new Attempts(ports.clock, { limit: policy.failuresPerUser, windowMs: 60_000 })
  }

  /** Throws `WrongCredentials`, `SignInDenied`, or, when it cannot decide now, an error that says to try again. */
  async verify({ user: id, secret, address, trace }: Credential): Promise<User> {
    if (this.#attempts.exhausted(address)) throw new ImError('TooManyAttempts', { detail: 'from this address; wait a second' })
    this.#attempts.count(address)
    if (!isUserId(id)) throw new ImError('WrongCredentials')
    // Only passwords can be guessed: failures of others must not lock out who has a token. They are counted before they are
    // known to be wrong, so that guesses made at the same time do not pass together.
    const guess = !looksLikeToken(secret)
    if (guess && this.#failures.exhausted(id)) throw new ImError('TooManyAttempts', { detail: 'failed for this user; wait a minute' })
    if (guess) this.#failures.count(id)
    let wrong = false
    try {
      return await this.#check(id, secret)
    } catch (error) {
      wrong = error instanceof ImError && error.name === 'WrongCredentials'
      throw error
    } finally {
      if (wrong) this.#ports.log.info('sign-in failed', { user: id, address, trace })
      if (guess && !wrong) this.#failures.forgive(id)
    }
  }

  async #check(id: UserId, secret: string): Promise<User> {
    const byToken = looksLikeToken(secret)
    if (byToken) await this.#ports.tokens.verify(secret, id, this.#ports.clock.now())
    else await this.#checkPassword(id, secret)
    const user = this.#ports.accounts.find(id) ?? (await this.#create(id))
    if (user.disabled || (user.demo && !this.#policy.demo)) throw new ImError('SignInDenied')
    return user
  }

  async #checkPassword(id: UserId, password: string): Promise<void> {
    const hash = this.#ports.accounts.find(id)?.passwordHash ?? ''
    if (!(await this.#ports.passwords.verify(password, hash))) throw new ImError('WrongCredentials')
  }

  async #create(id: UserId): Promise<User> {
    if (!this.#policy.createUsers) throw new ImError('WrongCredentials')
    const { accounts, journal } = this.#ports
    const user = { id, number: accounts.nextNumber(), name: id, passwordHash: '', disabled: false, demo: false }
    await commit(journal, [accounts.change(user)])
    return user
  }
}
