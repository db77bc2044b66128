import type { ConversationList, ListedConversation, Recipient } from '@magpie-im/model'
import { type Horizon, SyncWindow, syncConversations } from '@magpie-im/services'
import { ErrorCode, type HotSessionItem, packets } from '@magpie-im/wire'
import type { Admission } from '../../../admission.ts'
import { success } from '../errors.ts'
import { numberOf } from '../long.ts'
import { presentPack, sessionIdOf } from '../present.ts'
import { type OmtpRoute, route } from '../route.ts'

interface Ports {
  readonly admission: Admission
  readonly conversations: ConversationList
  readonly horizon: Horizon
}

/** What changed in the user's list since a time stamp; after its last page, what happened meanwhile. */
export function hotSessionSync({ admission, conversations, horizon }: Ports): OmtpRoute {
  return route(packets.HOTSESSION_SYNC, {
    order: 'alone',
    refusal: (errorCode) => ({ errorCode, timestamp: 0, sessions: [] }),
    handle: async (call) => {
      const { request, session } = call
      const isFirst = session.window !== undefined
      const window = session.beginPage(() => new SyncWindow(horizon.now))
      let more = true
      try {
        if (isFirst) await admission.enter()
        const page = await syncConversations(conversations, { user: session.user, after: numberOf(request.timestamp), window })
        more = page.more
        call.reply({
          errorCode: more ? { code: ErrorCode.EC_HOTSESSION_MORE, desc: '' } : success,
          timestamp: page.cursor,
          sessions: page.items.map((item) => itemOf(item, session.recipient)),
        })
      } finally {
        session.endPage({ more })
      }
    },
  })
}

function itemOf(item: ListedConversation, to: Recipient): HotSessionItem {
  const { newest, readMark, unread, attributes } = item
  return {
    sessionId: sessionIdOf(item, to),
    readSeqId: readMark.seqId,
    unreadCount: unread,
    lastMsgs: newest === undefined ? [] : [presentPack(newest, to)],
    attribute: attributes.size === 0 ? '' : JSON.stringify(Object.fromEntries(attributes)),
  }
}
