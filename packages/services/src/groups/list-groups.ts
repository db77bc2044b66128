import type { Group, Journal, Member, UserId } from '@magpie-im/model'
import { commit } from '../commit.ts'
import { memberOf } from './group-ports.ts'
import type { GroupState } from './group-state.ts'
import type { Groups } from './groups.ts'

interface ListGroupsPorts {
  readonly journal: Journal
  readonly groups: Groups
}

export interface GroupsPage {
  readonly groups: readonly GroupState[]
  readonly more: boolean
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

  /** The same as a page: those whose number is above `after`, in the order in which they were founded. */
  async pageOf(user: UserId, { after, limit }: { readonly after: number; readonly limit: number }): Promise<GroupsPage> {
    const behind = this.#ports.groups.of(user).filter(({ info }) => info.number > after)
    const found = behind.sort((a, b) => a.info.number - b.info.number)
    return this.#durably({ groups: found.slice(0, limit), more: found.length > limit })
  }

  /** Members only. */
  async get(user: UserId, id: string): Promise<GroupState> {
    const group = this.#ports.groups.get(id)
    memberOf(group, user)
    return this.#durably(group)
  }

  async #durably<T>(found: T): Promise<T> {
    await commit(this.#ports.journal, [])
    return found
  }
}
