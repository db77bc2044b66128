import { parseUserId } from '@magpie-im/model'
import type { WatchPresence } from '@magpie-im/services'
import type { Session } from '../../../session.ts'
import { type JsonRoute, route } from '../route.ts'
import { showPresence } from '../views.ts'

export interface PresencePorts {
  readonly watchPresence: WatchPresence<Session>
}

export function presenceRoutes({ watchPresence }: PresencePorts) {
  return {
    setPresence: route('setPresence', ({ request: { status }, session }) => {
      session.status = status
      watchPresence.changed(session.user)
    }),
    watchPresence: route('watchPresence', ({ request: { users }, session }) => ({
      items: watchPresence.watch(session, users.map(parseUserId)).map(({ user, presence }) => ({ user, ...showPresence(presence) })),
    })),
  } satisfies Record<string, JsonRoute>
}
