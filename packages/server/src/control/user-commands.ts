import { ImError, type User } from '@magpie-im/model'
import type { ManageUsers } from '@magpie-im/services'
import type { ControlCommands } from './server.ts'

/** What the operator is shown of a user: everything but the hash. */
export interface ShownUser {
  readonly user: string
  readonly number: number
  readonly name: string
  readonly password: boolean
  readonly disabled: boolean
  readonly demo: boolean
}

/** The user commands of the command line, whether they run in the server or, while none runs, in the command itself. */
export function userCommands(users: ManageUsers): ControlCommands {
  return {
    'user add': async ({ user, name, password }) =>
      show(await users.add({ id: needed('user', user), ...(name !== undefined && { name }), ...(password !== undefined && { password }) })),
    'user list': () => users.list().map(show),
    'user show': ({ user }) => show(users.get(needed('user', user))),
    'user password': ({ user, password }) => users.setPassword(needed('user', user), needed('password', password)),
    'user disable': ({ user }) => users.disable(needed('user', user)),
  }
}

function needed(name: string, value: string | undefined): string {
  if (value === undefined) throw new ImError('BadRequest', { detail: `${name} is needed` })
  return value
}

function show({ id, number, name, passwordHash, disabled, demo }: User): ShownUser {
  return { user: id, number, name, password: passwordHash !== '', disabled, demo }
}
