import { type Grant, rights, wordActions } from '@magpie-im/model'
import type { BlockedWords, ChangeBlockedWord, GrantRights, Grants, ManageUsers, Mutes, MuteUser } from '@magpie-im/services'
import { z } from 'zod'
import type { ConversationNames } from '../conversation-names.ts'
import { type Call, operation } from '../operation.ts'
import { isoTime, stampOf, time, userId } from '../schemas/common.ts'

export interface RightsPorts {
  readonly users: ManageUsers
  readonly names: ConversationNames
  readonly grants: Grants
  readonly grantRights: GrantRights
  readonly mutes: Mutes
  readonly muteUser: MuteUser
  readonly blockedWords: BlockedWords
  readonly changeBlockedWord: ChangeBlockedWord
}

const tag = 'rights'
const params = z.object({ user: userId })
const ofRight = z.object({ user: userId, right: z.enum(rights) })

const actorOf = ({ key }: Pick<Call<0, 0, 0>, 'key'>) => `key:${key.id}`

const listRights = operation({
  id: 'listRights',
  method: 'GET',
  path: '/api/v1/users/{user}/rights',
  tag,
  summary: 'Lists the rights a user was given beyond those of everybody, everywhere.',
  scope: 'read',
  errors: ['UserNotFound'],
  params,
  response: z.object({ items: z.array(z.enum(rights)) }),
  handle: ({ params: { user } }, { users, grants }: RightsPorts) => ({
    items: grants
      .of(users.get(user).id)
      .filter(({ conversation }) => conversation === undefined)
      .map(({ right }) => right),
  }),
})

function grantOf({ users }: RightsPorts, { user, right }: z.output<typeof ofRight>): Grant {
  return { user: users.get(user).id, right, conversation: undefined }
}

const grantRight = operation({
  id: 'grantRight',
  method: 'PUT',
  path: '/api/v1/users/{user}/rights/{right}',
  tag,
  summary: 'Gives a user a right: to give notice, to follow conversations of others, to run the server.',
  scope: 'admin',
  auditedByUseCase: true,
  errors: ['UserNotFound'],
  params: ofRight,
  handle: ({ params, key }, ports: RightsPorts) => ports.grantRights.grant(actorOf({ key }), grantOf(ports, params)),
})

const withdrawRight = operation({
  id: 'withdrawRight',
  method: 'DELETE',
  path: '/api/v1/users/{user}/rights/{right}',
  tag,
  summary: 'Takes a right back.',
  scope: 'admin',
  auditedByUseCase: true,
  errors: ['UserNotFound'],
  params: ofRight,
  handle: ({ params, key }, ports: RightsPorts) => ports.grantRights.revoke(actorOf({ key }), grantOf(ports, params)),
})

const muteSchema = z.object({ until: time.nullable().describe('null: he may write.') })

const getMute = operation({
  id: 'getMute',
  method: 'GET',
  path: '/api/v1/users/{user}/mute',
  tag,
  summary: 'Shows until when a user may not write anywhere.',
  scope: 'read',
  errors: ['UserNotFound'],
  params,
  response: muteSchema,
  handle: ({ params: { user } }, { users, mutes }: RightsPorts) => {
    const until = mutes.until(users.get(user).id)
    return { until: until === 0 ? null : isoTime(until) }
  },
})

const setMute = operation({
  id: 'setMute',
  method: 'PUT',
  path: '/api/v1/users/{user}/mute',
  tag,
  summary: 'Keeps a user from writing anywhere until a time, or lets him write again.',
  scope: 'write',
  auditedByUseCase: true,
  errors: ['UserNotFound'],
  params,
  body: muteSchema.strict(),
  handle: ({ params: { user }, body: { until }, key }, { users, muteUser }: RightsPorts) =>
    muteUser.mute(actorOf({ key }), users.get(user).id, until === null ? 0 : stampOf(until)),
})

const listWords = operation({
  id: 'listWords',
  method: 'GET',
  path: '/api/v1/words',
  tag,
  summary: 'Lists the words that may not be written, and what is done about them.',
  scope: 'admin',
  response: z.object({ items: z.array(z.object({ word: z.string(), action: z.enum(wordActions) })) }),
  handle: (_, { blockedWords }: RightsPorts) => ({ items: [...blockedWords.list()].map(([word, action]) => ({ word, action })) }),
})

const setWord = operation({
  id: 'setWord',
  method: 'PUT',
  path: '/api/v1/words',
  tag,
  summary: 'Says what is done about a word from now on, whatever the file of words says.',
  scope: 'admin',
  auditedByUseCase: true,
  body: z.strictObject({ word: z.string().min(1).max(255), action: z.enum(wordActions).nullable().describe('null: nothing.') }),
  handle: ({ body: { word, action }, key }, { changeBlockedWord }: RightsPorts) =>
    changeBlockedWord.change(actorOf({ key }), word, action ?? undefined),
})

export const rightsOperations = [listRights, grantRight, withdrawRight, getMute, setMute, listWords, setWord]
