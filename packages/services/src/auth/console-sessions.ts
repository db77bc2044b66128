import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { type Clock, type ConsoleRole, ImError, type UserId } from '@magpie-im/model'
import { roleOf } from '../rights/console-role.ts'
import type { Grants } from '../rights/grants.ts'
import type { KeepAudit } from '../rights/keep-audit.ts'
import type { Accounts } from '../users/accounts.ts'
import type { TokenRevocations } from './token-revocations.ts'
import type { Credential, VerifySignIn } from './verify-sign-in.ts'

interface ConsoleSessionsPorts {
  readonly verify: Pick<VerifySignIn, 'verify'>
  readonly accounts: Accounts
  readonly grants: Grants
  readonly revocations: TokenRevocations
  readonly audit: Pick<KeepAudit, 'keep'>
  readonly clock: Clock
}

/** Somebody who is signed in to the console, as he may be at this moment. */
export interface ConsoleSession {
  readonly user: UserId
  readonly role: ConsoleRole
  /** Whoever changes something shows that he can read this, which pages of others cannot. */
  readonly secret: string
}

export interface OpenedSession extends ConsoleSession {
  /** The credential of what follows, which is kept nowhere but with its browser. */
  readonly id: string
}

interface Kept {
  readonly user: UserId
  readonly secret: string
  /** Another password ends it. */
  readonly passwordHash: string
  /** In seconds since 1970, as a token has it: what revokes tokens ends it. */
  readonly issuedAt: number
  /** Monotonic. */
  readonly begunAt: number
  usedAt: number
}

const idleMs = 30 * 60_000
const longestMs = 12 * 3_600_000
const mostOfUser = 10
const mostOfAll = 1000
const secretBytes = 32

/** Who is signed in to the console. A restart signs everybody out. */
export class ConsoleSessions {
  readonly #ports: ConsoleSessionsPorts
  /** By the hash of their ids, the least recently used first. */
  readonly #sessions = new Map<string, Kept>()

  constructor(ports: ConsoleSessionsPorts) {
    this.#ports = ports
  }

  /** Throws what signing in throws anywhere, and `RightMissing` for who has no role. It is on record before it resolves. */
  async signIn(credential: Credential): Promise<OpenedSession> {
    const { verify, grants, audit } = this.#ports
    const { user } = await verify.verify(credential, ({ id }) => {
      if (roleOf(grants, id) === undefined) throw new ImError('RightMissing', { detail: 'no role in the console' })
    })
    await audit.keep({ actor: `operator:${user.id}`, action: 'console.signIn', subject: '', detail: `from ${credential.address}` })
    const id = secretText()
    this.#open(hash(id), user.id)
    return { id, ...this.find(id) }
  }

  /** Throws `SessionRefused` when there is none of this id, or not any more, or its user may not any more. */
  find(id: string): ConsoleSession {
    const key = hash(id)
    const kept = this.#sessions.get(key)
    const role = kept && this.#isGood(kept) ? roleOf(this.#ports.grants, kept.user) : undefined
    this.#sessions.delete(key)
    if (kept === undefined || role === undefined) throw new ImError('SessionRefused')
    kept.usedAt = this.#ports.clock.monotonic()
    this.#sessions.set(key, kept)
    return { user: kept.user, role, secret: kept.secret }
  }

  /** Throws `RightMissing` for those who use the console themselves, unless an admin changes them: nobody rises by a new password of another. */
  checkMayChange(role: ConsoleRole, user: string): void {
    const { grants } = this.#ports
    const isOperator = roleOf(grants, user as UserId) !== undefined // as: only looked up; what is no user id is not there
    if (isOperator && role !== 'admin') throw new ImError('RightMissing', { detail: 'only an admin changes who uses the console' })
  }

  end(id: string): void {
    this.#sessions.delete(hash(id))
  }

  #open(key: string, user: UserId): void {
    const { accounts, revocations, clock } = this.#ports
    const now = clock.monotonic()
    this.#makeRoom(user)
    this.#sessions.set(key, {
      user,
      secret: secretText(),
      passwordHash: accounts.find(user)?.passwordHash ?? '',
      issuedAt: Math.max(Math.floor(clock.now() / 1000), revocations.goodFrom(user)),
      begunAt: now,
      usedAt: now,
    })
  }

  #isGood({ user, passwordHash, issuedAt, begunAt, usedAt }: Kept): boolean {
    const { accounts, revocations, clock } = this.#ports
    const now = clock.monotonic()
    if (now - begunAt >= longestMs || now - usedAt >= idleMs) return false
    const account = accounts.find(user)
    if (account === undefined || account.disabled || account.passwordHash !== passwordHash) return false
    return !revocations.has(user, { id: undefined, issuedAt })
  }

  #makeRoom(user: UserId): void {
    for (const [key, kept] of this.#sessions) if (!this.#isGood(kept)) this.#sessions.delete(key)
    const own = [...this.#sessions].filter(([, kept]) => kept.user === user)
    const [oldest] = own.length >= mostOfUser ? own : this.#sessions.size >= mostOfAll ? this.#sessions : []
    if (oldest !== undefined) this.#sessions.delete(oldest[0])
  }
}

/** Takes as long whatever is wrong with `given`. */
export function isSecret({ secret }: Pick<ConsoleSession, 'secret'>, given: string): boolean {
  return timingSafeEqual(Buffer.from(hash(secret)), Buffer.from(hash(given)))
}

function secretText(): string {
  return randomBytes(secretBytes).toString('base64url')
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('base64')
}
