import type { Profile, User } from '@magpie-im/model'
import { emptyProfile } from '@magpie-im/model'
import type { ManageUsers, Profiles, UpdateProfile } from '@magpie-im/services'
import { z } from 'zod'
import { parseNumberCursor, searchPage } from '../cursor.ts'
import { operation } from '../operation.ts'
import { isFound, pageSchema, searchQuery, userId } from '../schemas/common.ts'
import { profileChange, profileSchema, showProfile, showUser, userSchema } from '../schemas/user.ts'

export interface UsersPorts {
  readonly users: ManageUsers
  readonly profiles: Profiles
  readonly updateProfile: UpdateProfile
}

const tag = 'users'
const params = z.object({ user: userId })
const password = z.string().min(1).max(1024)

/** With what he tells of himself. */
function show(user: User, profiles: Profiles) {
  return showUser(user, profiles.find(user.id) ?? emptyProfile)
}

const createUser = operation({
  id: 'createUser',
  method: 'POST',
  path: '/api/v1/users',
  tag,
  summary: 'Creates a user.',
  scope: 'write',
  console: 'operator',
  status: 201,
  errors: ['UserExists'],
  body: z.strictObject({ id: userId, name: z.string().max(128).exactOptional(), password: password.exactOptional() }),
  response: userSchema,
  subject: ({ body }) => body.id,
  handle: async ({ body }, { users, profiles }: UsersPorts) => show(await users.add(body), profiles),
})

const listUsers = operation({
  id: 'listUsers',
  method: 'GET',
  path: '/api/v1/users',
  tag,
  summary: 'Lists users in the order in which they were created: all, or those that a search finds.',
  scope: 'read',
  console: 'viewer',
  query: searchQuery,
  response: pageSchema(userSchema),
  handle: ({ query: { search, cursor, limit } }, { users, profiles }: UsersPorts) => {
    const after = parseNumberCursor(cursor) ?? 0
    const matches = ({ id, name }: User) => isFound(search, id, name, profiles.find(id)?.nick ?? '')
    const page = searchPage(users.above(after), { limit, matches, placeOf: ({ number }) => number })
    return { ...page, items: page.items.map((user) => show(user, profiles)) }
  },
})

const getUser = operation({
  id: 'getUser',
  method: 'GET',
  path: '/api/v1/users/{user}',
  tag,
  summary: 'Shows a user.',
  scope: 'read',
  console: 'viewer',
  errors: ['UserNotFound'],
  params,
  response: userSchema,
  handle: ({ params: { user } }, { users, profiles }: UsersPorts) => show(users.get(user), profiles),
})

const updateUser = operation({
  id: 'updateUser',
  method: 'PATCH',
  path: '/api/v1/users/{user}',
  tag,
  summary: 'Renames, disables or enables a user.',
  description: 'Disabling ends his connections at once.',
  scope: 'write',
  console: 'operator',
  errors: ['UserNotFound'],
  params,
  body: z.strictObject({ name: z.string().max(128).exactOptional(), disabled: z.boolean().exactOptional() }),
  response: userSchema,
  handle: async ({ params: { user }, body }, { users, profiles }: UsersPorts) => show(await users.update(user, body), profiles),
})

const setPassword = operation({
  id: 'setPassword',
  method: 'PUT',
  path: '/api/v1/users/{user}/password',
  tag,
  summary: 'Gives a user another password.',
  scope: 'write',
  console: 'operator',
  errors: ['UserNotFound'],
  params,
  body: z.strictObject({ password }),
  handle: ({ params: { user }, body }, { users }: UsersPorts) => users.setPassword(user, body.password),
})

const updateProfile = operation({
  id: 'updateProfile',
  method: 'PATCH',
  path: '/api/v1/users/{user}/profile',
  tag,
  summary: 'Changes what a user tells of himself; his friends’ devices are told.',
  scope: 'write',
  errors: ['UserNotFound', 'NotReady'],
  params,
  body: profileChange,
  response: profileSchema,
  handle: async ({ params, body: { birthday, ...texts } }, { users, profiles, updateProfile }: UsersPorts) => {
    const { id } = users.get(params.user)
    const fields: Partial<Profile> = birthday === undefined ? texts : { ...texts, birthday: BigInt(birthday) }
    await updateProfile.update(id, fields)
    return showProfile(profiles.find(id) ?? emptyProfile)
  },
})

export const usersOperations = [createUser, listUsers, getUser, updateUser, setPassword, updateProfile]
