import type { MonitorConversations } from '@magpie-im/services'
import { type CommonErrorCode, packets, type SessionMonitor } from '@magpie-im/wire'
import { success } from './errors.ts'
import type { Labels } from './labels.ts'
import { type Call, type OmtpRoute, route } from './route.ts'

export interface FollowPorts {
  readonly monitor: MonitorConversations
  readonly labels: Labels
}

/** To follow a conversation of others from now on, or no longer: the same packet but for its type. */
export function follow(change: 'start' | 'stop', { monitor, labels }: FollowPorts): OmtpRoute {
  return route(change === 'start' ? packets.SESSION_MONITOR_START : packets.SESSION_MONITOR_STOP, {
    order: 'alone',
    refusal: (errorCode: CommonErrorCode) => errorCode,
    handle: async (call: Call<SessionMonitor, CommonErrorCode>) => {
      const { user } = call.session
      await monitor[change](user, labels.anyones(user, call.request.sessionId))
      call.reply(success)
    },
  })
}
