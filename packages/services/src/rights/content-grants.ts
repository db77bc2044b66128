import { type Clock, type ConversationId, ImError } from '@magpie-im/model'
import type { KeepAudit } from './keep-audit.ts'

interface ContentGrantsPorts {
  readonly audit: Pick<KeepAudit, 'keep'>
  readonly clock: Clock
}

interface ContentGrant {
  readonly reason: string
  /** Monotonic, so that a clock that is set back prolongs nothing. */
  readonly endsAt: number
}

export interface ContentGrantCommand {
  /** As the audit log names him. */
  readonly actor: string
  readonly conversation: ConversationId
  readonly reason: string
  readonly minutes: number
}

export const mostGrantMinutes = 60
const mostGrants = 1000

/**
 * Who may read the contents of a conversation he is not in, for how long and why. The audit log has it before it holds, and
 * each use of it before anything is shown (I8). A restart ends all.
 */
export class ContentGrants {
  readonly #ports: ContentGrantsPorts
  readonly #grants = new Map<string, ContentGrant>()

  constructor(ports: ContentGrantsPorts) {
    this.#ports = ports
  }

  /** Takes the place of an earlier one of the same. Gives when it ends, in milliseconds since 1970. */
  async grant({ actor, conversation, reason, minutes }: ContentGrantCommand): Promise<number> {
    if (reason.trim() === '') throw new ImError('BadRequest', { detail: 'say why' })
    if (!(minutes > 0 && minutes <= mostGrantMinutes)) throw new ImError('BadRequest', { detail: `at most ${mostGrantMinutes} minutes` })
    const { audit, clock } = this.#ports
    this.#forgetEnded()
    if (this.#grants.size >= mostGrants) throw new ImError('BadRequest', { detail: `at most ${mostGrants} hold at once` })
    const detail = `${minutes} min: ${reason}`
    await audit.keep({ actor, action: 'contents.grant', subject: subjectOf(conversation), detail })
    const ms = minutes * 60_000
    this.#grants.set(keyOf(actor, conversation), { reason, endsAt: clock.monotonic() + ms })
    return clock.now() + ms
  }

  /** When it ends, in milliseconds since 1970; undefined: there is none. */
  until(actor: string, conversation: ConversationId): number | undefined {
    const { clock } = this.#ports
    const grant = this.#find(actor, conversation)
    return grant && clock.now() + grant.endsAt - clock.monotonic()
  }

  /** Throws `RightMissing` without a grant. Resolves when it is on record that he reads. */
  async checkMayRead(actor: string, conversation: ConversationId): Promise<void> {
    const grant = this.#find(actor, conversation)
    if (grant === undefined) throw new ImError('RightMissing', { detail: 'reading contents needs a grant' })
    await this.#ports.audit.keep({ actor, action: 'contents.read', subject: subjectOf(conversation), detail: grant.reason })
  }

  #find(actor: string, conversation: ConversationId): ContentGrant | undefined {
    const grant = this.#grants.get(keyOf(actor, conversation))
    return grant !== undefined && grant.endsAt > this.#ports.clock.monotonic() ? grant : undefined
  }

  #forgetEnded(): void {
    for (const [key, { endsAt }] of this.#grants) if (endsAt <= this.#ports.clock.monotonic()) this.#grants.delete(key)
  }
}

function keyOf(actor: string, conversation: ConversationId): string {
  return `${conversation} ${actor}`
}

function subjectOf(conversation: ConversationId): string {
  return `conversation ${conversation}`
}
