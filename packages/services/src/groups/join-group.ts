import { ImError, type UserId } from '@magpie-im/model'
import { commit } from '../commit.ts'
import { checkAtOnce, checkGroupsLeft, type GroupPorts, knownUsers, memberOf, type Operator } from './group-ports.ts'
import type { GroupState } from './group-state.ts'
import { tellMembers } from './group-subscriptions.ts'

/** Makes users members, as far as the group's policy lets this one do it. */
export class JoinGroup {
  readonly #ports: GroupPorts

  constructor(ports: GroupPorts) {
    this.#ports = ports
  }

  /** All of them or, when one is refused, none. Who is a member already stays as he is. */
  async join(operator: Operator, id: string, names: readonly string[]): Promise<void> {
    const { journal, groups, accounts, deliveries } = this.#ports
    const group = groups.get(id)
    checkAtOnce(names)
    const users = knownUsers(accounts, names)
    checkMayAdd(group, operator.user, users)
    const added = users.filter((user) => !group.has(user))
    if (added.length === 0) return commit(journal, [])
    if (group.size + added.length > group.info.limit) throw new ImError('GroupFull')
    checkGroupsLeft(this.#ports, added)
    await commit(journal, [...added.map((user) => groups.join(group, user, 'member')), groups.update(group)])
    tellMembers(deliveries, group, { event: { kind: 'group-members-changed', group: group.info.id }, except: operator.connection })
    deliveries.deliverAll(added, { kind: 'groups-changed', group: group.info.id }, operator.connection)
  }
}

function checkMayAdd(group: GroupState, operator: UserId, users: readonly UserId[]): void {
  const onlyHimself = users.every((user) => user === operator)
  if (onlyHimself && (group.info.joinPolicy === 'open' || group.has(operator))) return
  const { role } = memberOf(group, operator)
  if (group.info.joinPolicy === 'owner-approves' && role === 'member') throw new ImError('GroupNotAllowed')
}
