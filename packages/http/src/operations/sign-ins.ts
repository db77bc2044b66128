import { parseUserId, type SignIns } from '@magpie-im/model'
import { z } from 'zod'
import { parseNumberCursor, timelinePage } from '../cursor.ts'
import { operation } from '../operation.ts'
import { isoTime, pageQuery, pageSchema, time, userId } from '../schemas/common.ts'
import { deviceSchema } from '../schemas/device.ts'

export interface SignInsPorts {
  readonly signIns: SignIns
}

const signInSchema = z
  .object({
    time,
    user: z.string().describe('As he claimed.'),
    device: deviceSchema,
    address: z.string(),
    door: z.string(),
    result: z.string().describe('`ok`, or the name of the error.'),
  })
  .meta({ id: 'SignIn' })

const listSignIns = operation({
  id: 'listSignIns',
  method: 'GET',
  path: '/api/v1/sign-ins',
  tag: 'records',
  summary: 'Lists who signed in or tried to within the last 90 days, newest first.',
  scope: 'read',
  console: 'viewer',
  errors: ['NotReady'],
  query: pageQuery.extend({ user: userId.exactOptional().describe('Only his; he need not exist.') }),
  response: pageSchema(signInSchema),
  handle: async ({ query: { user, cursor, limit } }, { signIns }: SignInsPorts) => {
    const before = parseNumberCursor(cursor) ?? Number.MAX_SAFE_INTEGER
    const found = await signIns.list({ user: user === undefined ? undefined : parseUserId(user), before, limit: limit + 1 })
    const page = timelinePage(found, limit)
    return { ...page, items: page.items.map(({ stamp, ...signIn }) => ({ ...signIn, time: isoTime(stamp) })) }
  },
})

export const signInsOperations = [listSignIns]
