import { commit } from '../commit.ts'
import { checkOwner, type GroupPorts, type Operator } from './group-ports.ts'

/** Ends a group for everybody; its id is not given again. */
export class DismissGroup {
  readonly #ports: GroupPorts

  constructor(ports: GroupPorts) {
    this.#ports = ports
  }

  async dismiss(operator: Operator, id: string): Promise<void> {
    const { journal, groups, deliveries } = this.#ports
    const group = groups.get(id)
    checkOwner(group, operator.user)
    const members = group.large ? undefined : group.users()
    await commit(journal, [groups.update(group, { dismissed: true })])
    const event = { kind: 'groups-changed', group: group.info.id } as const
    if (members === undefined) deliveries.publish(group.id, event, operator.connection)
    else deliveries.deliverAll(members, event, operator.connection)
    groups.end(group)
  }
}
