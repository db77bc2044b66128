import type { ConversationList, ListedConversation, Recipient } from '@magpie-im/model'
import type { Horizon, SyncPage } from '@magpie-im/services'
import { ErrorCode, type HotSessionItem, packets } from '@magpie-im/wire'
import type { Admission } from '../../../admission.ts'
import { answerPage } from '../../../sync-page.ts'
import { success } from '../errors.ts'
import { numberOf } from '../long.ts'
import { presentPack, sessionIdOf } from '../present.ts'
import { type OmtpRoute, route } from '../route.ts'

interface Ports {
  readonly admission: Admission
  readonly conversations: ConversationList
  readonly horizon: Horizon
}

/** What changed in the user's list since a time stamp. */
export function hotSessionSync(ports: Ports): OmtpRoute {
  return route(packets.HOTSESSION_SYNC, {
    order: 'alone',
    refusal: (errorCode) => ({ errorCode, timestamp: 0, sessions: [] }),
    handle: (call) =>
      answerPage(
        ports,
        { session: call.session, after: numberOf(call.request.timestamp), make: (page) => responseOf(page, call.session.recipient) },
        (response) => call.reply(response),
      ),
  })
}

function responseOf({ items, more, cursor }: SyncPage, to: Recipient) {
  return {
    errorCode: more ? { code: ErrorCode.EC_HOTSESSION_MORE, desc: '' } : success,
    timestamp: cursor,
    sessions: items.map((item) => itemOf(item, to)),
  }
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
