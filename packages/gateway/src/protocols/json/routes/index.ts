import type { JsonCommandName } from '@magpie-im/wire'
import type { JsonRoute } from '../route.ts'
import { type AnnotationPorts, annotationRoutes } from './annotations.ts'
import { type ConversationPorts, conversationRoutes } from './conversations.ts'
import { type FriendPorts, friendRoutes } from './friends.ts'
import { type GroupPorts, groupRoutes } from './groups.ts'
import { type MessagePorts, messageRoutes } from './messages.ts'
import { type PeoplePorts, peopleRoutes } from './people.ts'
import { type PresencePorts, presenceRoutes } from './presence.ts'
import { type SessionPorts, sessionRoutes } from './session.ts'

export interface JsonPorts
  extends SessionPorts,
    ConversationPorts,
    MessagePorts,
    AnnotationPorts,
    FriendPorts,
    GroupPorts,
    PeoplePorts,
    PresencePorts {}

/** One for every command; one that has none does not compile. */
export function jsonRoutes(ports: JsonPorts): Record<JsonCommandName, JsonRoute> {
  return {
    ...sessionRoutes(ports),
    ...conversationRoutes(ports),
    ...messageRoutes(ports),
    ...annotationRoutes(ports),
    ...friendRoutes(ports),
    ...groupRoutes(ports),
    ...peopleRoutes(ports),
    ...presenceRoutes(ports),
  }
}
