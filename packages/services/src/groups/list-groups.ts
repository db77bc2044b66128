import type { Group, Journal, Member, UserId } from '@magpie-im/model'
import { commit } from '../commit.ts'
import { memberOf } from './group-ports.ts'
import type { Groups } from './groups.ts'

interface ListGroupsPorts {
  readonly journal: Journal
  readonly groups: Groups
}

/** What a user may know of groups. Answers come when everything they tell is durable. */
export class ListGroups {
  readonly #ports: ListGroupsPorts

  constructor(ports: ListGroupsPorts) {
    this.#ports = ports
  }

  /** In the order of their ids; members only. */
  async members(user: UserId, id: string): Promise<readonly Member[]> {
    const group = this.#ports.groups.get(id)
    memberOf(group, user)
    return this.#durably(group.page('', group.size))
  }

  /** Every group he is in, in the order in which they changed. */
  async groupsOf(user: UserId): Promise<readonly Group[]> {
    const groups = [...this.#ports.groups.of(user)].map(({ info }) => info)
    return this.#durably(groups.sort((a, b) => a.updatedAt - b.updatedAt))
  }

  async #durably<T>(found: T): Promise<T> {
    await commit(this.#ports.journal, [])
    return found
  }
}
