import type { Clock, UserId } from '@magpie-im/model'
import type { Tokens } from '@magpie-im/services'

const secondsPerDay = 86_400

export function mintToken(tokens: Tokens, { user, days, clock }: { user: UserId; days: number; clock: Clock }): Promise<string> {
  const issuedAt = Math.floor(clock.now() / 1000)
  return tokens.sign({ user, issuedAt, expiresAt: issuedAt + Math.round(days * secondsPerDay) })
}
