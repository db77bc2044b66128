import { ErrorCode, packets } from '@magpie-im/wire'
import { listedOf, toldOf } from '../present.ts'
import { check } from '../refused.ts'
import { type Translations, unsupported } from '../translation.ts'

export const conversationCommands = {
  listConversations: async ({ after = 0 }, { line, labels }) => {
    const { errorCode, timestamp, sessions } = await line.ask(packets.HOTSESSION_SYNC, { timestamp: after })
    check(errorCode)
    const items = sessions.map((item) => listedOf(item, after, labels))
    return { items, more: errorCode.code === ErrorCode.EC_HOTSESSION_MORE, cursor: Number(timestamp) }
  },
  listMessages: (piece, { history }) => history.list(piece),
  setReadMark: async ({ conversation, stamp }, { line, history }) => {
    check(await line.ask(packets.MSG_READ, { sessionId: history.labelOf({ conversation }), seqId: stamp }))
    return { readMark: { seq: stamp, stamp } }
  },
  setConversationAttribute: async ({ conversation, name, value }, { line, user, history }) => {
    const sessionId = history.labelOf({ conversation })
    check(await line.ask(packets.SESSIONATTRIBUTE_SET, { userId: user, sessionId, attrName: name, attrValue: value }))
    return {}
  },
  followConversation: async (name, { line, history }) => {
    check(await line.ask(packets.SESSION_MONITOR_START, { sessionId: history.labelOf(name) }))
    return {}
  },
  unfollowConversation: async (name, { line, history }) => {
    check(await line.ask(packets.SESSION_MONITOR_STOP, { sessionId: history.labelOf(name) }))
    return {}
  },
  listFollowed: async (_, { line, labels }) => {
    const { errorCode, sessions } = await line.ask(packets.SESSION_MONITOR_SYNC, undefined)
    check(errorCode)
    const newest = sessions.flatMap(({ lastMsgs }) => lastMsgs.slice(0, 1))
    return { items: newest.map((pack) => toldOf(pack, labels)).map(({ message, ...name }) => ({ ...name, newest: message })) }
  },
  removeConversation: unsupported,
  searchMessages: unsupported,
  setDelivered: unsupported,
  listReceipts: unsupported,
  setTyping: unsupported,
  setReaction: unsupported,
  listReactions: unsupported,
  setPin: unsupported,
  listPins: unsupported,
} satisfies Partial<Translations>
