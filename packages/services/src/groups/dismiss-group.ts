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
    const members = group.users()
    await commit(journal, [groups.update(group, { dismissed: true })])
    deliveries.deliverAll(members, { kind: 'groups-changed', group: group.info.id }, operator.connection)
  }
}
