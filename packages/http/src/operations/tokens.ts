import { parseUserId } from '@magpie-im/model'
import type { ManageTokens } from '@magpie-im/services'
import { z } from 'zod'
import { operation } from '../operation.ts'
import { time, userId } from '../schemas/common.ts'

export interface TokensPorts {
  readonly manageTokens: ManageTokens
}

const tag = 'tokens'
const params = z.object({ user: userId })
const path = '/api/v1/users/{user}/tokens'
const usualSeconds = 30 * 86_400
const longestSeconds = 10 * 365 * 86_400

const mintToken = operation({
  id: 'mintToken',
  method: 'POST',
  path,
  tag,
  summary: 'Makes a signed token with which the user signs in.',
  description: 'He need not exist yet: unless the settings say otherwise, his first sign-in creates him.',
  scope: 'write',
  status: 201,
  params,
  body: z.strictObject({ expiresInSeconds: z.int().min(1).max(longestSeconds).default(usualSeconds) }),
  response: z.object({ token: z.string(), expiresAt: time }),
  handle: async ({ params: { user }, body: { expiresInSeconds } }, { manageTokens }: TokensPorts) => {
    const { token, expiresAt } = await manageTokens.mint(parseUserId(user), expiresInSeconds)
    return { token, expiresAt: new Date(expiresAt).toISOString() }
  },
})

const revokeTokens = operation({
  id: 'revokeTokens',
  method: 'DELETE',
  path,
  tag,
  summary: 'Revokes all tokens of a user that were issued up to now, and ends his connections.',
  scope: 'write',
  console: 'operator',
  params,
  handle: ({ params: { user } }, { manageTokens }: TokensPorts) => manageTokens.revoke(parseUserId(user), undefined),
})

const revokeToken = operation({
  id: 'revokeToken',
  method: 'DELETE',
  path: `${path}/{token}`,
  tag,
  summary: 'Revokes one token, and ends the user’s connections; those with another token come back.',
  scope: 'write',
  params: params.extend({ token: z.string().min(1).max(255).describe('Its `jti` claim.') }),
  handle: ({ params: { user, token } }, { manageTokens }: TokensPorts) => manageTokens.revoke(parseUserId(user), token),
})

export const tokensOperations = [mintToken, revokeTokens, revokeToken]
