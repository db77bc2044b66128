import type { MonitorConversations } from '@magpie-im/services'
import { packets } from '@magpie-im/wire'
import { success } from '../errors.ts'
import { commonLabel } from '../labels.ts'
import { presentPack } from '../present.ts'
import { type OmtpRoute, route } from '../route.ts'

/** What the user follows, each conversation with its newest message; nothing of it is unread for him. */
export function sessionMonitorSync({ monitor }: { readonly monitor: MonitorConversations }): OmtpRoute {
  return route(packets.SESSION_MONITOR_SYNC, {
    order: 'alone',
    refusal: (errorCode) => ({ errorCode, timestamp: 0, sessions: [] }),
    handle: async (call) => {
      const { user, recipient } = call.session
      const followed = await monitor.list(user)
      const sessions = followed.map(({ thread, newest }) => ({
        sessionId: commonLabel(thread),
        readSeqId: newest?.seqId ?? 0,
        unreadCount: 0,
        lastMsgs: newest === undefined ? [] : [presentPack(newest, recipient)],
        attribute: '',
      }))
      call.reply({ errorCode: success, timestamp: Math.max(0, ...sessions.map(({ readSeqId }) => readSeqId)), sessions })
    },
  })
}
