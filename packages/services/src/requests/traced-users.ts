import { ImError, isUserId, type UserId } from '@magpie-im/model'

const most = 1000

/** Users each of whose requests is logged, until told otherwise or the server ends. */
export class TracedUsers {
  readonly #users = new Set<UserId>()

  has(user: UserId): boolean {
    return this.#users.size > 0 && this.#users.has(user)
  }

  list(): readonly UserId[] {
    return [...this.#users]
  }

  /** Need not exist yet. Throws `BadRequest`. */
  set(user: string, traced: boolean): void {
    if (!isUserId(user)) throw new ImError('BadRequest', { detail: 'there cannot be a user of this name' })
    if (!traced) this.#users.delete(user)
    else if (this.#users.size < most) this.#users.add(user)
    else throw new ImError('BadRequest', { detail: `at most ${most} users are traced at a time` })
  }
}
