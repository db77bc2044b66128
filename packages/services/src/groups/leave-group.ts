import { ImError, type Member } from '@magpie-im/model'
import { commit } from '../commit.ts'
import { checkAtOnce, type GroupPorts, memberOf, type Operator } from './group-ports.ts'
import { tellMembers } from './group-subscriptions.ts'

/** Ends memberships: one's own or, for owner and admins, those of others. */
export class LeaveGroup {
  readonly #ports: GroupPorts

  constructor(ports: GroupPorts) {
    this.#ports = ports
  }

  /** All of them or, when one is refused, none. */
  async leave(operator: Operator, id: string, names: readonly string[]): Promise<void> {
    const { journal, groups, deliveries } = this.#ports
    const group = groups.get(id)
    const { role } = memberOf(group, operator.user)
    checkAtOnce(names)
    const leaving = [...new Set(names)].map((name) => memberOf(group, name))
    for (const member of leaving) {
      if (member.role === 'owner' || (member.user !== operator.user && !mayRemove(role, member))) throw new ImError('GroupNotAllowed')
    }
    await commit(journal, [...leaving.map((member) => groups.leave(group, member)), groups.update(group)])
    tellMembers(deliveries, group, { event: { kind: 'group-members-changed', group: group.info.id }, except: operator.connection })
    const left = leaving.map(({ user }) => user)
    deliveries.deliverAll(left, { kind: 'groups-changed', group: group.info.id }, operator.connection)
  }
}

/** An admin does not remove another. */
function mayRemove(role: Member['role'], member: Member): boolean {
  return role === 'owner' || (role === 'admin' && member.role === 'member')
}
