import type { ManageUsers, Mutes, MuteUser } from '@magpie-im/services'
import { z } from 'zod'
import { operation } from '../operation.ts'
import { isoTime, stampOf, time, userId } from '../schemas/common.ts'

export interface MutesPorts {
  readonly users: ManageUsers
  readonly mutes: Mutes
  readonly muteUser: MuteUser
}

const tag = 'users'
const path = '/api/v1/users/{user}/mute'
const params = z.object({ user: userId })

const muteSchema = z.object({ until: time.nullable().describe('null: he may write.') })

const getMute = operation({
  id: 'getMute',
  method: 'GET',
  path,
  tag,
  summary: 'Shows until when a user may not write anywhere.',
  scope: 'read',
  console: 'viewer',
  errors: ['UserNotFound'],
  params,
  response: muteSchema,
  handle: ({ params: { user } }, { users, mutes }: MutesPorts) => {
    const until = mutes.until(users.get(user).id)
    return { until: until === 0 ? null : isoTime(until) }
  },
})

const setMute = operation({
  id: 'setMute',
  method: 'PUT',
  path,
  tag,
  summary: 'Keeps a user from writing anywhere until a time, or lets him write again.',
  scope: 'write',
  console: 'operator',
  auditedByUseCase: true,
  errors: ['UserNotFound'],
  params,
  body: muteSchema.strict(),
  handle: ({ params: { user }, body: { until }, actor }, { users, muteUser }: MutesPorts) =>
    muteUser.mute(actor, users.get(user).id, until === null ? 0 : stampOf(until)),
})

export const mutesOperations = [getMute, setMute]
