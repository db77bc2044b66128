import { ImError, type Stamp } from '@magpie-im/model'
import { commit } from '../commit.ts'
import { type GroupPorts, memberOf, type Operator } from './group-ports.ts'
import { tellMembers } from './group-subscriptions.ts'

interface MemberChange {
  /** Only the owner gives and takes it. */
  readonly role?: 'admin' | 'member'
  /** By the owner, or by an admin for who is neither. */
  readonly mutedUntil?: Stamp
}

/** Changes what another member may do in a group. */
export class ChangeMember {
  readonly #ports: GroupPorts

  constructor(ports: GroupPorts) {
    this.#ports = ports
  }

  async change(operator: Operator, id: string, { user: name, ...change }: MemberChange & { readonly user: string }): Promise<void> {
    const { journal, groups, deliveries } = this.#ports
    const group = groups.get(id)
    const { role } = memberOf(group, operator.user)
    const member = memberOf(group, name)
    const mayChange = role === 'owner' || (role === 'admin' && member.role === 'member' && change.role === undefined)
    if (!mayChange || member.role === 'owner') throw new ImError('GroupNotAllowed')
    await commit(journal, [groups.change(group, { ...member, ...change }), groups.update(group)])
    tellMembers(deliveries, group, { event: { kind: 'group-members-changed', group: group.info.id }, except: operator.connection })
  }
}
