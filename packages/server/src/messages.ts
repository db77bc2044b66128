import type { Annotations, Clock, ConversationId, Deliveries, Journal, MessageHistory, PriorityMessages } from '@magpie-im/model'
import {
  AnnotateMessage,
  ControlMessage,
  ListReceipts,
  MarkDelivered,
  MarkRead,
  MonitorConversations,
  type Overload,
  Send,
  SyncPriority,
  TellReceipts,
  TellTyping,
  Turns,
  type WritersState,
} from '@magpie-im/services'
import type { Config } from './config/keys.ts'
import { messageLimits } from './limits.ts'

interface MessagePorts {
  readonly journal: Journal
  readonly state: WritersState
  readonly history: MessageHistory
  readonly annotations: Annotations
  readonly priority: PriorityMessages
  readonly deliveries: Deliveries
  readonly overload: Overload
  readonly clock: Clock
}

/** What is done with messages. */
export function messagesOf(config: Config, { state, priority, overload, ...ports }: MessagePorts) {
  const limits = messageLimits(config, ports.clock)
  const turns = new Turns<ConversationId>()
  const windows = {
    get revokeSeconds() {
      return config['messages.revokeSeconds']
    },
    get overrideSeconds() {
      return config['messages.overrideSeconds']
    },
  }
  const ofSending = {
    ...state,
    ...ports,
    overload,
    limits,
    get chatPolicy() {
      return config['chat.policy']
    },
  }
  const receipts = new TellReceipts({ ...state, ...ports })
  const ofMarks = { ...ports, stamps: state.stamps, receipts }
  return {
    send: new Send(ofSending),
    tellTyping: new TellTyping(ofSending),
    monitor: new MonitorConversations({ ...state, ...ports, threadOf: (id) => state.thread(id) }),
    receipts,
    markRead: new MarkRead(ofMarks),
    markDelivered: new MarkDelivered(ofMarks),
    listReceipts: new ListReceipts({ ...ports, groups: state.groups, receipts }),
    controlMessage: new ControlMessage({ ...state, ...ports, turns, windows }),
    annotateMessage: new AnnotateMessage({ ...state, ...ports, turns, limits }),
    syncPriority: new SyncPriority({ priority, clock: ports.clock }),
  }
}
