import type { Member } from '@magpie-im/model'
import { commit } from '../commit.ts'
import { type GroupPorts, memberOf, type Operator } from './group-ports.ts'

export interface MembersPage {
  readonly members: readonly Member[]
  readonly more: boolean
}

/** Who is in a group, in the order of their ids; for its members. */
export class ListMembers {
  readonly #ports: Pick<GroupPorts, 'journal' | 'groups'>

  constructor(ports: Pick<GroupPorts, 'journal' | 'groups'>) {
    this.#ports = ports
  }

  /** Those behind `after`; resolves when everything it tells is durable. */
  async list(operator: Operator, id: string, { after = '', limit }: { after?: string; limit: number }): Promise<MembersPage> {
    const { journal, groups } = this.#ports
    const group = groups.get(id)
    memberOf(group, operator.user)
    const found = group.page(after, limit + 1)
    await commit(journal, [])
    return { members: found.slice(0, limit), more: found.length > limit }
  }
}
