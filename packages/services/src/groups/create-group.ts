import { type Group, type HistoryVisibility, ImError, isGroupId, type JoinPolicy, type UserId } from '@magpie-im/model'
import { type Change, commit } from '../commit.ts'
import type { Aliases } from '../conversations/aliases.ts'
import { checkFields, usualLimit } from './group-fields.ts'
import { checkGroupsLeft, type GroupPorts, knownUsers, type Operator } from './group-ports.ts'
import type { GroupState } from './group-state.ts'
import { tellMembers } from './group-subscriptions.ts'

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

const membersPerTurn = 250

/** Founds a group; who asks owns it. */
export class CreateGroup {
  readonly #ports: CreateGroupPorts

  constructor(ports: CreateGroupPorts) {
    this.#ports = ports
  }

  /** Resolves when durable; all members have been told. */
  async create(operator: Operator, command: CreateGroupCommand): Promise<Group> {
    const { groups, accounts, deliveries, largestGroup } = this.#ports
    const { name, avatar = '', description = '', limit = Math.min(usualLimit, largestGroup) } = command
    const { joinPolicy = 'members-invite', historyForNewMembers = 'since-joining' } = command
    checkFields({ name, avatar, description, limit }, largestGroup)
    const owner = operator.user
    const others = knownUsers(accounts, command.members).filter((user) => user !== owner)
    if (others.length + 1 > limit) throw new ImError('GroupFull')
    checkGroupsLeft(this.#ports, [owner, ...others])
    const looks = { name, avatar, description, owner, limit, muted: false }
    const { group, change } = groups.begin(this.#id(command.id), { ...looks, joinPolicy, historyForNewMembers })
    try {
      await this.#found(group, { change, others })
    } catch (error) {
      groups.end(group)
      throw error
    }
    tellMembers(deliveries, group, { event: { kind: 'group-created', group: group.info.id }, except: operator.connection })
    return group.info
  }

  /** Members of a large group are not added in one turn; it is a group with the last record, or never (I10). */
  async #found(group: GroupState, { change, others }: { change: Change; others: readonly UserId[] }): Promise<void> {
    const { journal, groups } = this.#ports
    const waiting: Change[] = [change, groups.join(group, group.info.owner, 'owner')]
    for (const user of others) {
      if (waiting.length >= membersPerTurn) await commit(journal, waiting.splice(0))
      waiting.push(groups.join(group, user, 'member'))
    }
    await commit(journal, [...waiting, groups.update(group, { dismissed: false })])
  }

  #id(wanted: string | undefined) {
    const { groups, aliases } = this.#ports
    if (wanted === undefined || !isGroupId(wanted)) return undefined
    // Somebody's clients would no longer know which of two conversations is meant.
    return groups.isTaken(wanted) || aliases.inUse(wanted) ? undefined : wanted
  }
}
