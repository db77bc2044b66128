import { type Deliveries, ImError, type Journal, parseUserId, type User } from '@magpie-im/model'
import type { Passwords } from '../auth/passwords.ts'
import { commit } from '../commit.ts'
import type { Accounts } from './accounts.ts'

interface ManageUsersPorts {
  readonly journal: Journal
  readonly accounts: Accounts
  readonly passwords: Pick<Passwords, 'hash'>
  readonly deliveries: Deliveries
}

export interface NewUser {
  readonly id: string
  readonly name?: string
  /** Without one the user signs in by token only. */
  readonly password?: string
  readonly demo?: boolean
}

/** What the operator does with accounts. Every change is durable when its promise resolves. */
export class ManageUsers {
  readonly #ports: ManageUsersPorts

  constructor(ports: ManageUsersPorts) {
    this.#ports = ports
  }

  async add({ id, name, password, demo = false }: NewUser): Promise<User> {
    const { accounts, journal } = this.#ports
    const userId = parseUserId(id)
    const passwordHash = password === undefined ? '' : await this.#hash(password)
    if (accounts.find(userId) !== undefined) throw new ImError('UserExists')
    const user = { id: userId, number: accounts.nextNumber(), name: name ?? id, passwordHash, disabled: false, demo }
    await commit(journal, [accounts.change(user)])
    return user
  }

  list(): User[] {
    return [...this.#ports.accounts.list()]
  }

  /** Those with a number above `number`, in the order of their numbers. */
  above(number: number): Iterable<User> {
    return this.#ports.accounts.above(number)
  }

  get(id: string): User {
    const user = this.#ports.accounts.find(parseUserId(id))
    if (user === undefined) throw new ImError('UserNotFound')
    return user
  }

  async setPassword(id: string, password: string): Promise<void> {
    this.get(id)
    const passwordHash = await this.#hash(password)
    await this.#change({ ...this.get(id), passwordHash })
  }

  /** Ends his connections at once. */
  async disable(id: string): Promise<void> {
    await this.update(id, { disabled: true })
  }

  /** What is not named stays. Disabling ends his connections at once. */
  async update(id: string, change: { readonly name?: string; readonly disabled?: boolean }): Promise<User> {
    const user = { ...this.get(id), ...change }
    await this.#change(user)
    if (user.disabled) this.#ports.deliveries.disconnect(user.id, 'disabled')
    return user
  }

  #hash(password: string): Promise<string> {
    if (password === '') throw new ImError('BadRequest', { detail: 'a password cannot be empty' })
    return this.#ports.passwords.hash(password)
  }

  #change(user: User): Promise<void> {
    return commit(this.#ports.journal, [this.#ports.accounts.change(user)])
  }
}
