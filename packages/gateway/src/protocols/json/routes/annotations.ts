import type { Annotations, MessageHistory } from '@magpie-im/model'
import { type AnnotateMessage, type ConversationNames, listPins, listReactions } from '@magpie-im/services'
import { type JsonRoute, route } from '../route.ts'
import { showMessage } from '../views.ts'

export interface AnnotationPorts {
  readonly annotateMessage: AnnotateMessage
  readonly annotations: Annotations
  readonly history: MessageHistory
  readonly names: ConversationNames
}

export function annotationRoutes(ports: AnnotationPorts) {
  const { annotateMessage, names } = ports
  return {
    setReaction: route('setReaction', ({ request: { conversation, stamp: seqId, emoji, on }, operator }) =>
      annotateMessage.react({ ...operator, thread: names.resolve(operator.user, conversation), seqId, emoji, on }),
    ),
    listReactions: route('listReactions', async ({ request, operator: { user } }) => {
      const { conversation, stamp: seqId, emoji, after, limit } = request
      const { items, more } = await listReactions(ports, { user, thread: names.resolve(user, conversation), seqId, emoji, after, limit })
      return { items: [...items], more }
    }),
    setPin: route('setPin', ({ request: { conversation, stamp: seqId, on }, operator }) =>
      annotateMessage.pin({ ...operator, thread: names.resolve(operator.user, conversation), seqId, on }),
    ),
    listPins: route('listPins', async ({ request: { conversation }, operator: { user } }) => {
      const messages = await listPins(ports, { user, thread: names.resolve(user, conversation) })
      return { items: messages.map((message) => showMessage(message)) }
    }),
  } satisfies Record<string, JsonRoute>
}
