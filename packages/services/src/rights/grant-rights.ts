import { type Grant, ImError, type Journal, type Stamps } from '@magpie-im/model'
import { commit } from '../commit.ts'
import type { Accounts } from '../users/accounts.ts'
import { auditOf } from './audit.ts'
import { isOfConsole } from './console-role.ts'
import type { Grants } from './grants.ts'

interface GrantRightsPorts {
  readonly journal: Journal
  readonly accounts: Accounts
  readonly grants: Grants
  readonly stamps: Stamps
}

/** Gives users rights beyond those of everybody, and takes them away. */
export class GrantRights {
  readonly #ports: GrantRightsPorts

  constructor(ports: GrantRightsPorts) {
    this.#ports = ports
  }

  /** Resolves when it is durable, and who did it with it. What he has already changes nothing. */
  async grant(actor: string, grant: Grant): Promise<void> {
    if (this.#ports.accounts.find(grant.user) === undefined) throw new ImError('UserNotFound')
    if (grant.conversation !== undefined && isOfConsole(grant.right))
      throw new ImError('BadRequest', { detail: `${grant.right} holds everywhere` })
    await this.#change(actor, grant, true)
  }

  revoke(actor: string, grant: Grant): Promise<void> {
    return this.#change(actor, grant, false)
  }

  #change(actor: string, grant: Grant, granted: boolean): Promise<void> {
    const { journal, grants, stamps } = this.#ports
    const { user, right, conversation } = grant
    const has = grants.of(user).some((known) => known.right === right && known.conversation === conversation)
    if (has === granted) return commit(journal, [])
    const where = conversation === undefined ? 'everywhere' : `in conversation ${conversation}`
    const deed = { actor, action: granted ? 'right.grant' : 'right.revoke', subject: `user:${user}`, detail: `${right} ${where}` }
    return commit(journal, [grants.change(grant, granted), auditOf(stamps, deed)])
  }
}
