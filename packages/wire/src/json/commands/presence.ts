import { z } from 'zod'
import { deviceStatus, presence, userId } from '../fields.ts'
import { command } from '../row.ts'

export const presenceCommands = {
  setPresence: command('setPresence', {
    about: 'Says of this connection that its user is at it or away. It is online when it signs in.',
    request: { status: deviceStatus },
    reply: {},
  }),
  watchPresence: command('watchPresence', {
    about:
      'Tells whether these users are here, and from now on, on this connection, when that changes. Another one takes its place; without users nobody is watched. `presence.visibleTo` says who may know; of others it is answered that they are offline.',
    request: { users: z.array(userId).max(200) },
    reply: { items: z.array(z.strictObject({ user: userId, ...presence })) },
  }),
}
