import { type Clock, type Deliveries, ImError, type Journal, type UserId } from '@magpie-im/model'
import { commit } from '../commit.ts'
import type { TokenRevocations } from './token-revocations.ts'
import { looksLikeToken, type Tokens } from './tokens.ts'

interface ManageTokensPorts {
  readonly journal: Journal
  readonly tokens: Tokens
  readonly revocations: TokenRevocations
  readonly deliveries: Deliveries
  readonly clock: Clock
}

const mostSingle = 1000
const longestId = 255

/** Makes tokens and takes them back. */
export class ManageTokens {
  readonly #ports: ManageTokensPorts

  constructor(ports: ManageTokensPorts) {
    this.#ports = ports
  }

  /** `expiresAt`: milliseconds since 1970. */
  async mint(user: UserId, expiresInSeconds: number): Promise<{ readonly token: string; readonly expiresAt: number }> {
    const { tokens, revocations, clock } = this.#ports
    // One made right after all were revoked is good.
    const issuedAt = Math.max(Math.floor(clock.now() / 1000), revocations.goodFrom(user))
    const expiresAt = issuedAt + expiresInSeconds
    return { token: await tokens.sign({ user, issuedAt, expiresAt }), expiresAt: expiresAt * 1000 }
  }

  /** `token`: its `jti` claim; undefined: all that were issued up to now. His connections end, and who has a good token comes back. */
  async revoke(user: UserId, token: string | undefined): Promise<void> {
    const { journal, revocations, deliveries } = this.#ports
    if (token !== undefined && (token === '' || token.length > longestId))
      throw new ImError('BadRequest', { detail: 'this is no id of a token' })
    // It would be written down, and go on to be good.
    if (token !== undefined && looksLikeToken(token)) throw new ImError('BadRequest', { detail: 'give its jti, not the token' })
    if (token !== undefined && revocations.count(user) >= mostSingle) {
      throw new ImError('BadRequest', { detail: `at most ${mostSingle} single tokens of a user can be revoked; revoke all` })
    }
    await commit(journal, [revocations.revoke(user, token)])
    deliveries.disconnect(user, 'token-revoked')
  }
}
