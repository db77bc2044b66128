import { type Clock, parseUserId } from '@magpie-im/model'
import type { Tokens } from '@magpie-im/services'
import { z } from 'zod'
import { operation } from '../operation.ts'
import { time, userId } from '../schemas/common.ts'

export interface TokensPorts {
  readonly tokens: Tokens
  readonly clock: Clock
}

const usualSeconds = 30 * 86_400
const longestSeconds = 10 * 365 * 86_400

const mintToken = operation({
  id: 'mintToken',
  method: 'POST',
  path: '/api/v1/users/{user}/tokens',
  tag: 'tokens',
  summary: 'Makes a signed token with which the user signs in.',
  description: 'He need not exist yet: unless the settings say otherwise, his first sign-in creates him.',
  scope: 'write',
  status: 201,
  params: z.object({ user: userId }),
  body: z.strictObject({ expiresInSeconds: z.int().min(1).max(longestSeconds).default(usualSeconds) }),
  response: z.object({ token: z.string(), expiresAt: time }),
  handle: async ({ params: { user }, body: { expiresInSeconds } }, { tokens, clock }: TokensPorts) => {
    const issuedAt = Math.floor(clock.now() / 1000)
    const expiresAt = issuedAt + expiresInSeconds
    const token = await tokens.sign({ user: parseUserId(user), issuedAt, expiresAt })
    return { token, expiresAt: new Date(expiresAt * 1000).toISOString() }
  },
})

export const tokensOperations = [mintToken]
