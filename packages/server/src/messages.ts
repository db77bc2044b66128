import type { Clock, Deliveries, Journal, MessageHistory, PriorityMessages } from '@magpie-im/model'
import { ControlMessage, MarkRead, MonitorConversations, type Overload, Send, SyncPriority, type WritersState } from '@magpie-im/services'
import type { Config } from './config/keys.ts'
import { messageLimits } from './limits.ts'

interface MessagePorts {
  readonly journal: Journal
  readonly state: WritersState
  readonly history: MessageHistory
  readonly priority: PriorityMessages
  readonly deliveries: Deliveries
  readonly overload: Overload
  readonly clock: Clock
}

/** What is done with messages. */
export function messagesOf(config: Config, { state, priority, overload, ...ports }: MessagePorts) {
  const windows = {
    get revokeSeconds() {
      return config['messages.revokeSeconds']
    },
    get overrideSeconds() {
      return config['messages.overrideSeconds']
    },
  }
  return {
    send: new Send({
      ...state,
      ...ports,
      overload,
      limits: messageLimits(config, ports.clock),
      get chatPolicy() {
        return config['chat.policy']
      },
    }),
    monitor: new MonitorConversations({ ...state, ...ports, threadOf: (id) => state.thread(id) }),
    markRead: new MarkRead({ ...ports, stamps: state.stamps }),
    controlMessage: new ControlMessage({ ...state, ...ports, windows }),
    syncPriority: new SyncPriority({ priority, clock: ports.clock }),
  }
}
