import {
  type Annotations,
  type ConversationList,
  type MessageHistory,
  parseUserId,
  type UnreadMentions,
  type UserId,
} from '@magpie-im/model'
import {
  type ConversationNames,
  countReactions,
  type Horizon,
  type ListReceipts,
  listMessages,
  type MarkDelivered,
  type MarkRead,
  type MonitorConversations,
  newestMentions,
  type RemoveConversation,
  type SearchMessages,
  type SetConversationAttribute,
  type SyncPage,
  type TellReceipts,
  type TellTyping,
} from '@magpie-im/services'
import type { Admission } from '../../../admission.ts'
import { answerPage } from '../../../sync-page.ts'
import { replyFrame } from '../reply.ts'
import { type JsonRoute, lateRoute, route } from '../route.ts'
import { nameOf, showListed, showMark, showMessage } from '../views.ts'

export interface ConversationPorts {
  readonly admission: Admission
  readonly conversations: ConversationList
  readonly history: MessageHistory
  readonly annotations: Annotations
  readonly unreadMentions: UnreadMentions
  readonly horizon: Horizon
  readonly names: ConversationNames
  readonly monitor: MonitorConversations
  readonly markRead: MarkRead
  readonly markDelivered: MarkDelivered
  readonly receipts: TellReceipts
  readonly listReceipts: ListReceipts
  readonly tellTyping: TellTyping
  readonly setConversationAttribute: SetConversationAttribute
  readonly removeConversation: RemoveConversation
  readonly searchMessages: SearchMessages
}

export function conversationRoutes(ports: ConversationPorts) {
  const { names, history, monitor, receipts } = ports
  const showPage = async ({ items, more, cursor }: SyncPage, user: UserId) => {
    const [peers, mentions] = await Promise.all([receipts.ofPeers(user, items), newestMentions(ports.unreadMentions, user, items)])
    const shown = items.map((item) => showListed(item, peers.get(item.conversation), mentions.get(item.conversation)))
    return { items: shown, more, cursor }
  }
  return {
    listConversations: lateRoute('listConversations', {
      order: 'alone',
      handle: ({ request, session }, packet, slot) =>
        answerPage(ports, { session, after: request.after, make: (page) => showPage(page, session.user) }, (shown) =>
          slot.complete(replyFrame<'listConversations'>(packet, shown)),
        ),
    }),
    listMessages: route('listMessages', async ({ request: { conversation, of, ...piece }, operator: { user } }) => {
      const thread = names.resolve(of ?? user, conversation)
      const { messages, more } = await listMessages(history, { ...piece, user, thread, monitor })
      const reactions = await countReactions(ports.annotations, { user, thread, messages })
      return { items: messages.map((message) => showMessage(message, reactions.get(message.seq))), more }
    }),
    searchMessages: route('searchMessages', async ({ request, operator: { user } }) => {
      const { text, conversation, from, kind, since = 0, until = Number.MAX_SAFE_INTEGER, before, limit } = request
      const { messages, next } = await ports.searchMessages.search({
        ...{ user, text, kind, from: since, to: until, before, limit },
        thread: conversation === undefined ? undefined : names.resolve(user, conversation),
        sender: from === undefined ? undefined : parseUserId(from),
      })
      const items = messages.map((message) => ({ conversation: nameOf(message, user).conversation, message: showMessage(message) }))
      return { items, ...(next !== undefined && { next }) }
    }),
    setReadMark: route('setReadMark', async ({ request: { conversation, stamp }, operator }) => {
      const thread = names.resolve(operator.user, conversation)
      await ports.markRead.markRead(operator, thread, stamp)
      return { readMark: showMark(thread.readMarkOf(operator.user)) }
    }),
    setDelivered: route('setDelivered', ({ request: { conversation, stamp }, operator: { user } }) =>
      ports.markDelivered.markDelivered(user, names.resolve(user, conversation), stamp),
    ),
    listReceipts: route('listReceipts', async ({ request: { conversation, stamp, after = '', limit }, operator: { user } }) => {
      const thread = names.resolve(user, conversation)
      const { items, more, counts } = await ports.listReceipts.list(user, thread, { seqId: stamp, after, limit })
      return { items: [...items], more, ...counts }
    }),
    setTyping: route('setTyping', ({ request: { conversation, on }, operator: { user } }) =>
      ports.tellTyping.tell(user, names.resolve(user, conversation), on),
    ),
    setConversationAttribute: route('setConversationAttribute', ({ request: { conversation, name, value }, operator: { user } }) =>
      ports.setConversationAttribute.set(user, names.resolve(user, conversation), { name, value }),
    ),
    removeConversation: route('removeConversation', ({ request: { conversation }, operator }) =>
      ports.removeConversation.remove(operator, names.resolve(operator.user, conversation)),
    ),
  } satisfies Record<string, JsonRoute>
}
