import { type Group, type HistoryVisibility, ImError, isGroupId, type JoinPolicy } from '@magpie-im/model'
import { type Change, commit } from '../commit.ts'
import type { Aliases } from '../conversations/aliases.ts'
import { checkFields, usualLimit } from './group-fields.ts'
import { checkGroupsLeft, type GroupPorts, knownUsers, type Operator } from './group-ports.ts'

export interface CreateGroupCommand {
  /** Given if it is well formed and was never used; otherwise the group is named by its number. */
  readonly id?: string
  readonly name: string
  readonly avatar?: string
  readonly description?: string
  readonly limit?: number
  readonly joinPolicy?: JoinPolicy
  readonly historyForNewMembers?: HistoryVisibility
  /** Beside the founder. */
  readonly members: readonly string[]
}

interface CreateGroupPorts extends GroupPorts {
  readonly aliases: Aliases
}

/** Founds a group; who asks owns it. */
export class CreateGroup {
  readonly #ports: CreateGroupPorts

  constructor(ports: CreateGroupPorts) {
    this.#ports = ports
  }

  /** Resolves when durable; all members have been told. */
  async create(operator: Operator, command: CreateGroupCommand): Promise<Group> {
    const { journal, groups, accounts, deliveries } = this.#ports
    const { name, avatar = '', description = '', limit = usualLimit } = command
    const { joinPolicy = 'members-invite', historyForNewMembers = 'since-joining' } = command
    checkFields({ name, avatar, description, limit })
    const owner = operator.user
    const others = knownUsers(accounts, command.members).filter((user) => user !== owner)
    if (others.length + 1 > limit) throw new ImError('GroupFull')
    checkGroupsLeft(this.#ports, [owner, ...others])
    const looks = { name, avatar, description, owner, limit, muted: false }
    const { group, change } = groups.begin(this.#id(command.id), { ...looks, joinPolicy, historyForNewMembers })
    const joins: Change[] = [groups.join(group, owner, 'owner'), ...others.map((user) => groups.join(group, user, 'member'))]
    await commit(journal, [change, ...joins])
    deliveries.deliverAll(group.users(), { kind: 'group-created', group: group.info.id }, operator.connection)
    return group.info
  }

  #id(wanted: string | undefined) {
    const { groups, aliases } = this.#ports
    if (wanted === undefined || !isGroupId(wanted)) return undefined
    // Somebody's clients would no longer know which of two conversations is meant.
    return groups.isTaken(wanted) || aliases.inUse(wanted) ? undefined : wanted
  }
}
