import { type HistoryVisibility, ImError, type JoinPolicy } from '@magpie-im/model'
import { commit } from '../commit.ts'
import { checkFields } from './group-fields.ts'
import { type GroupPorts, memberOf, type Operator } from './group-ports.ts'
import { tellMembers } from './group-subscriptions.ts'

export interface GroupLooks {
  readonly name?: string
  readonly avatar?: string
  readonly description?: string
  readonly limit?: number
  readonly joinPolicy?: JoinPolicy
  readonly historyForNewMembers?: HistoryVisibility
  readonly muted?: boolean
}

/** Changes what is given of a group's info; owner and admins may. */
export class UpdateGroup {
  readonly #ports: GroupPorts

  constructor(ports: GroupPorts) {
    this.#ports = ports
  }

  async update(operator: Operator, id: string, looks: GroupLooks): Promise<void> {
    const { journal, groups, deliveries } = this.#ports
    const group = groups.get(id)
    if (memberOf(group, operator.user).role === 'member') throw new ImError('NotGroupOwner')
    checkFields(looks, this.#ports.largestGroup)
    if ((looks.limit ?? group.size) < group.size) throw new ImError('GroupFull')
    await commit(journal, [groups.update(group, looks)])
    tellMembers(deliveries, group, { event: { kind: 'group-info-changed', group: group.info.id }, except: operator.connection })
  }
}
