import { ImError } from '@magpie-im/model'
import type { TracedUsers } from '@magpie-im/services'
import type { ControlCommands } from './server.ts'

/** Switches the tracing of users on and off; each answers with those who are traced then. */
export function traceCommands(traced: TracedUsers): ControlCommands {
  const set = (user: string | undefined, on: boolean) => {
    if (user === undefined) throw new ImError('BadRequest', { detail: 'user is needed' })
    traced.set(user, on)
    return traced.list()
  }
  return {
    'trace on': ({ user }) => set(user, true),
    'trace off': ({ user }) => set(user, false),
    'trace list': () => traced.list(),
  }
}
