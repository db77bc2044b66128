import { commit } from '../commit.ts'
import { checkOwner, type GroupPorts, knownUsers, memberOf, type Operator } from './group-ports.ts'
import { tellMembers } from './group-subscriptions.ts'

/** Hands a group to another member; the old owner stays a member. */
export class TransferGroup {
  readonly #ports: GroupPorts

  constructor(ports: GroupPorts) {
    this.#ports = ports
  }

  async transfer(operator: Operator, id: string, to: string): Promise<void> {
    const { journal, groups, accounts, deliveries } = this.#ports
    const group = groups.get(id)
    checkOwner(group, operator.user)
    const [owner = operator.user] = knownUsers(accounts, [to])
    const heir = memberOf(group, owner)
    if (owner === operator.user) return commit(journal, [])
    await commit(journal, [
      groups.change(group, { ...memberOf(group, operator.user), role: 'member' }),
      groups.change(group, { ...heir, role: 'owner' }),
      groups.update(group, { owner }),
    ])
    tellMembers(deliveries, group, { event: { kind: 'group-info-changed', group: group.info.id }, except: operator.connection })
  }
}
