import { ImError, isUserId, type Journal, type UserId } from '@magpie-im/model'
import { commit } from '../commit.ts'
import type { Accounts } from '../users/accounts.ts'
import type { Blocks } from './blocks.ts'

interface BlockUserPorts {
  readonly journal: Journal
  readonly accounts: Accounts
  readonly blocks: Blocks
}

const mostBlocked = 5000

/** A block ends nothing, but while it lasts neither of the two writes to the other or befriends him. */
export class BlockUser {
  readonly #ports: BlockUserPorts

  constructor(ports: BlockUserPorts) {
    this.#ports = ports
  }

  /** Resolves when durable. */
  async block(user: UserId, other: string): Promise<void> {
    const { journal, accounts, blocks } = this.#ports
    if (!isUserId(other) || accounts.find(other) === undefined) throw new ImError('UserNotFound')
    if (other === user) throw new ImError('BadRequest', { detail: 'nobody blocks himself' })
    if (blocks.has(user, other)) return commit(journal, [])
    if (blocks.list(user).length >= mostBlocked) throw new ImError('BadRequest', { detail: `at most ${mostBlocked} users can be blocked` })
    await commit(journal, [blocks.change(user, other, true)])
  }

  /** Whom was not blocked is passed over. Resolves when durable. */
  async unblock(user: UserId, other: string): Promise<void> {
    const { journal, blocks } = this.#ports
    const blocked = isUserId(other) && blocks.has(user, other)
    await commit(journal, blocked ? [blocks.change(user, other, false)] : [])
  }

  /** In the order in which they were blocked. */
  async list(user: UserId): Promise<readonly UserId[]> {
    const blocked = this.#ports.blocks.list(user)
    // What was read may wait to become durable.
    await commit(this.#ports.journal, [])
    return blocked
  }
}
