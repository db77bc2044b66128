import { Observed } from '../observed.ts'
import type { Credential } from './link.ts'

const place = 'magpie.accounts'
const most = 4

/** Who is signed in here, side by side. This browser remembers it by tokens; what may be a password it never keeps. */
export class KeptAccounts extends Observed {
  #accounts: readonly Credential[] = read()

  get all(): readonly Credential[] {
    return this.#accounts
  }

  get isFull(): boolean {
    return this.#accounts.length >= most
  }

  put(credential: Credential): void {
    const known = this.#accounts.some(({ user }) => user === credential.user)
    const others = this.#accounts.slice(0, known ? most : most - 1)
    this.#write(known ? others.map((one) => (one.user === credential.user ? credential : one)) : [...others, credential])
  }

  remove(user: string): void {
    this.#write(this.#accounts.filter((one) => one.user !== user))
  }

  #write(accounts: readonly Credential[]): void {
    this.#accounts = accounts
    localStorage.setItem(place, JSON.stringify(accounts.filter(({ isToken }) => isToken)))
    this.changed()
  }
}

function read(): readonly Credential[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(place) ?? '[]')
    return Array.isArray(kept) ? kept.filter(isCredential).slice(0, most) : []
  } catch {
    return [] // what somebody else wrote there is nobody's account
  }
}

function isCredential(value: unknown): value is Credential {
  const { user, secret, isToken } = (value ?? {}) as Partial<Credential> // as: that is what is found out here
  return typeof user === 'string' && typeof secret === 'string' && isToken === true
}
