import { ImError, type Member } from '@magpie-im/model'
import { commit } from '../commit.ts'
import { type GroupPorts, memberOf, type Operator } from './group-ports.ts'

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
    const wanted = new Set(names)
    const leaving = [...group.members()].filter(({ user }) => wanted.has(user))
    if (leaving.length < wanted.size) throw new ImError('NotInGroup')
    for (const member of leaving) {
      if (member.role === 'owner' || (member.user !== operator.user && !mayRemove(role, member))) throw new ImError('GroupNotAllowed')
    }
    await commit(journal, [...leaving.map((member) => groups.leave(group, member)), groups.update(group)])
    deliveries.deliverAll(group.users(), { kind: 'group-members-changed', group: group.info.id }, operator.connection)
    const left = leaving.map(({ user }) => user)
    deliveries.deliverAll(left, { kind: 'groups-changed', group: group.info.id }, operator.connection)
  }
}

/** An admin does not remove another. */
function mayRemove(role: Member['role'], member: Member): boolean {
  return role === 'owner' || (role === 'admin' && member.role === 'member')
}
