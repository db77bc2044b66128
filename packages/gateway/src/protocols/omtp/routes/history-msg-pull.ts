import type { MessageHistory } from '@magpie-im/model'
import { type MonitorConversations, pullHistory } from '@magpie-im/services'
import { packets } from '@magpie-im/wire'
import { success } from '../errors.ts'
import type { Labels } from '../labels.ts'
import { numberOf } from '../long.ts'
import { presentPack } from '../present.ts'
import { type OmtpRoute, route } from '../route.ts'

interface Ports {
  readonly history: MessageHistory
  readonly labels: Labels
  readonly monitor: MonitorConversations
}

const usualCount = 30

/** Newest first, from `seqId` downwards and including it; `seqId` or `count` ≤ 0: from the newest, the usual number. */
export function historyMsgPull({ history, labels, monitor }: Ports): OmtpRoute {
  return route(packets.HISTORY_MSG_PULL, {
    order: 'alone',
    refusal: (errorCode, request) => ({ errorCode, sessionId: request?.sessionId ?? '', msgs: [] }),
    handle: async (call) => {
      const { request, session } = call
      const thread = labels.anyones(session.user, request.sessionId)
      const seqId = numberOf(request.seqId)
      const messages = await pullHistory(history, {
        user: session.user,
        thread,
        monitor,
        upTo: seqId <= 0 ? Number.MAX_SAFE_INTEGER : seqId,
        limit: request.count <= 0 ? usualCount : request.count,
      })
      const msgs = messages.map((message) => presentPack(message, session.recipient))
      call.reply({ errorCode: success, sessionId: request.sessionId, msgs })
    },
  })
}
