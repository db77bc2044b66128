import {
  type AuthProvider,
  type AuthVerdict,
  type Clock,
  type Device,
  ImError,
  isUserId,
  type Journal,
  type Log,
  placeOf,
  type User,
  type UserId,
} from '@magpie-im/model'
import { commit } from '../commit.ts'
import type { Accounts } from '../users/accounts.ts'
import { Attempts } from './attempts.ts'
import type { SignInLog } from './sign-in-log.ts'
import type { TokenRevocations } from './token-revocations.ts'
import { looksLikeToken, type Tokens, type VerifiedToken } from './tokens.ts'

export interface SignInPolicy {
  /** Per second and address. */
  readonly attemptsPerAddress: number
  /** Failed ones per minute and user. */
  readonly failuresPerUser: number
  /** A good credential of an unknown user creates the user. */
  readonly createUsers: boolean
  /** Whether demo accounts may sign in. */
  readonly demo: boolean
}

interface VerifySignInPorts {
  readonly journal: Journal
  readonly accounts: Accounts
  /** Asked about everything that is no valid token. */
  readonly provider: AuthProvider
  readonly tokens: Tokens
  readonly revocations: TokenRevocations
  readonly signIns: SignInLog
  readonly clock: Clock
  readonly log: Log
}

export interface Credential {
  readonly user: string
  /** A signed token, a password, or what the provider knows. */
  readonly secret: string
  readonly device: Device
  readonly address: string
  /** Of the request, for the log. */
  readonly trace?: string
  /** Through which it came. */
  readonly door: string
}

export interface VerifiedSignIn {
  readonly user: User
  /** For the client, from the provider. */
  readonly extraData: string
}

type Accepted = Extract<AuthVerdict, { readonly verdict: 'accepted' }>
type Question = Credential & { readonly user: UserId }

/** Refusals after which the credential was wrong; each counts as a guess. */
const wrongGuesses: ReadonlySet<string> = new Set(['WrongCredentials', 'RefusedByProvider'])

const everybody = () => undefined

/** A token says who he is, and no more. */
const nothingMore = { extraData: '', name: undefined } as const

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

  /**
   * Throws `WrongCredentials`, `RefusedByProvider`, `SignInDenied`, what `admit` throws because not everybody may come in there, or,
   * when it cannot decide now, an error that says to try again.
   */
  async verify(credential: Credential, admit: (user: User) => void = everybody): Promise<VerifiedSignIn> {
    const { signIns } = this.#ports
    try {
      const verified = await this.#verify(credential)
      admit(verified.user)
      signIns.record(credential, 'ok')
      return verified
    } catch (error) {
      signIns.record(credential, error instanceof ImError ? error.name : 'Internal')
      throw error
    }
  }

  async #verify(credential: Credential): Promise<VerifiedSignIn> {
    const { user: id, address, trace } = credential
    const place = placeOf(address)
    if (this.#attempts.exhausted(place)) throw new ImError('TooManyAttempts', { detail: 'from this address; wait a second' })
    this.#attempts.count(place)
    if (!isUserId(id)) throw new ImError('WrongCredentials')
    // Only passwords can be guessed: failures of others must not lock out who has a token. They are counted before they are
    // known to be wrong, so that guesses made at the same time do not pass together.
    const guess = !looksLikeToken(credential.secret)
    if (guess && this.#failures.exhausted(id)) throw new ImError('TooManyAttempts', { detail: 'failed for this user; wait a minute' })
    if (guess) this.#failures.count(id)
    let wrong = false
    try {
      return await this.#check({ ...credential, user: id })
    } catch (error) {
      wrong = error instanceof ImError && wrongGuesses.has(error.name)
      throw error
    } finally {
      if (wrong) this.#ports.log.info('sign-in failed', { user: id, address, trace })
      if (guess && !wrong) this.#failures.forgive(id)
    }
  }

  async #check(question: Question): Promise<VerifiedSignIn> {
    const { accounts } = this.#ports
    const token = await this.#byToken(question)
    const { extraData, name } = token === undefined ? await this.#byProvider(question) : nothingMore
    if (accounts.find(question.user) === undefined) await this.#create(question.user, name)
    // Last, since all of this takes time: whoever is put out meanwhile must not get in behind it.
    if (token !== undefined) this.#checkRevoked(question.user, token)
    const user = accounts.find(question.user)
    if (user === undefined) throw new ImError('WrongCredentials')
    if (user.disabled || (user.demo && !this.#policy.demo)) throw new ImError('SignInDenied')
    return { user, extraData }
  }

  /** Undefined: it is no token that we know to be good. The provider may know it: products have tokens of their own. */
  async #byToken({ user, secret }: Question): Promise<VerifiedToken | undefined> {
    const { tokens, clock } = this.#ports
    if (!looksLikeToken(secret)) return undefined
    const token = await tokens.verify(secret, user, clock.now()).catch(() => undefined)
    if (token !== undefined) this.#checkRevoked(user, token)
    return token
  }

  #checkRevoked(user: UserId, token: VerifiedToken): void {
    if (this.#ports.revocations.has(user, token)) throw new ImError('WrongCredentials')
  }

  async #byProvider({ user, secret, device, address, trace = '' }: Question): Promise<Accepted> {
    const answer = await this.#ports.provider.verify({ user, secret, device, address, trace })
    if (answer.verdict === 'accepted') return answer
    throw new ImError(answer.verdict === 'refused' ? answer.reason : 'AuthUndecided')
  }

  async #create(id: UserId, name: string | undefined): Promise<void> {
    if (!this.#policy.createUsers) throw new ImError('WrongCredentials')
    const { accounts, journal } = this.#ports
    const user = { id, number: accounts.nextNumber(), name: name ?? id, passwordHash: '', disabled: false, demo: false }
    await commit(journal, [accounts.change(user)])
  }
}
