import type { UserId } from '@magpie-im/model'

/** Users in the order of their ids; put in order when they are first asked for, and kept so from then on. */
export class SortedUsers {
  #users: UserId[] | undefined

  add(user: UserId): void {
    const at = this.#users === undefined ? 0 : placeOf(this.#users, user)
    if (this.#users?.[at] !== user) this.#users?.splice(at, 0, user)
  }

  remove(user: UserId): void {
    const at = this.#users === undefined ? 0 : placeOf(this.#users, user)
    if (this.#users?.[at] === user) this.#users.splice(at, 1)
  }

  /** They are others now. */
  forget(): void {
    this.#users = undefined
  }

  /** Up to `limit` of `users` behind `after`, which need not be among them. */
  page(users: Iterable<UserId>, after: string, limit: number): readonly UserId[] {
    this.#users ??= [...users].sort()
    const at = placeOf(this.#users, after)
    const from = this.#users[at] === after ? at + 1 : at
    return this.#users.slice(from, from + limit)
  }
}

/** Of the first that does not come before `wanted`. */
function placeOf(users: readonly string[], wanted: string): number {
  let low = 0
  let high = users.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((users[middle] ?? '') < wanted) low = middle + 1
    else high = middle
  }
  return low
}
