import type { Registry, Session } from '@magpie-im/gateway'
import type { Clock } from '@magpie-im/model'
import { PresenceRules, Presences, WatchPresence, type WritersState } from '@magpie-im/services'
import type { Config } from './config/keys.ts'

interface PresencePorts {
  readonly state: WritersState
  readonly registry: Registry
  readonly clock: Clock
}

/** Who is here, and who is told. */
export function presenceOf(config: Config, { state, registry, clock }: PresencePorts) {
  const presences = new Presences({ devicesOf: (user) => registry.devicesOf(user), clock })
  const rules = new PresenceRules({
    ...state,
    get visibleTo() {
      return config['presence.visibleTo']
    },
  })
  const watchPresence = new WatchPresence<Session>({ presences, rules, clock, tell: (session, event) => registry.tell(session, event) })
  return { presences, watchPresence }
}
