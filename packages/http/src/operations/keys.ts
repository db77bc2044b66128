import { type ApiKey, scopes } from '@magpie-im/model'
import type { ManageApiKeys } from '@magpie-im/services'
import { z } from 'zod'
import { operation } from '../operation.ts'
import { isoTime, time } from '../schemas/common.ts'

export interface KeysPorts {
  readonly keys: ManageApiKeys
}

const tag = 'keys'
const keySchema = z
  .object({
    id: z.string(),
    name: z.string(),
    scopes: z.array(z.enum(scopes)),
    createdAt: time,
    expiresAt: time.nullable().describe('null: it does not expire.'),
  })
  .meta({ id: 'ApiKey' })

const createKey = operation({
  id: 'createKey',
  method: 'POST',
  path: '/api/v1/keys',
  tag,
  summary: 'Makes an API key. Its text is in this answer and nowhere else.',
  scope: 'admin',
  console: 'admin',
  status: 201,
  body: z.strictObject({
    name: z.string().min(1).max(128).describe('What it is for.'),
    scopes: z.array(z.enum(scopes)).min(1).describe('`admin` holds the others.'),
    expiresInSeconds: z.number().positive().max(3_153_600_000).exactOptional(),
  }),
  response: keySchema.extend({ key: z.string().describe('For `Authorization: Bearer`.') }),
  subject: (_, { id }) => id,
  handle: async ({ body }, { keys }: KeysPorts) => {
    const { key, text } = await keys.create(body)
    return { ...show(key), key: text }
  },
})

const listKeys = operation({
  id: 'listKeys',
  method: 'GET',
  path: '/api/v1/keys',
  tag,
  summary: 'Lists the API keys that were not revoked, at most 1,000.',
  scope: 'admin',
  console: 'viewer',
  response: z.object({ items: z.array(keySchema) }),
  handle: (_, { keys }: KeysPorts) => ({ items: keys.list().map(show) }),
})

const revokeKey = operation({
  id: 'revokeKey',
  method: 'DELETE',
  path: '/api/v1/keys/{key}',
  tag,
  summary: 'Revokes an API key: it is refused from now on.',
  scope: 'admin',
  console: 'admin',
  errors: ['NotFound'],
  params: z.object({ key: z.string().max(64) }),
  handle: ({ params: { key } }, { keys }: KeysPorts) => keys.revoke(key),
})

export const keysOperations = [createKey, listKeys, revokeKey]

function show({ id, name, scopes, createdAt, expiresAt }: ApiKey): z.input<typeof keySchema> {
  return { id, name, scopes: [...scopes], createdAt: isoTime(createdAt), expiresAt: expiresAt === 0 ? null : isoTime(expiresAt) }
}
