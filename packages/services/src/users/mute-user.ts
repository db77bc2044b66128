import { ImError, type Journal, type Stamp, type Stamps, type UserId } from '@magpie-im/model'
import { commit } from '../commit.ts'
import { auditOf } from '../rights/audit.ts'
import type { Accounts } from './accounts.ts'
import type { Mutes } from './mutes.ts'

interface MuteUserPorts {
  readonly journal: Journal
  readonly accounts: Accounts
  readonly mutes: Mutes
  readonly stamps: Stamps
}

/** Keeps a user from writing anywhere, until a time. */
export class MuteUser {
  readonly #ports: MuteUserPorts

  constructor(ports: MuteUserPorts) {
    this.#ports = ports
  }

  /** `until` 0: he may write again. Resolves when it is durable, and who did it with it. */
  async mute(actor: string, user: UserId, until: Stamp): Promise<void> {
    const { journal, accounts, mutes, stamps } = this.#ports
    if (accounts.find(user) === undefined) throw new ImError('UserNotFound')
    if (!Number.isSafeInteger(until) || until < 0) throw new ImError('BadRequest', { detail: 'a mute ends at a time' })
    const changed = mutes.until(user) !== until
    const detail = until === 0 ? 'ended' : `until ${until}`
    const deed = { actor, action: 'user.mute', subject: `user:${user}`, detail }
    await commit(journal, changed ? [mutes.change(user, until), auditOf(stamps, deed)] : [])
  }
}
