import type { ConnectionId, ControlAction, UserId } from '@magpie-im/model'
import type { Thread } from '../conversations/thread.ts'

export interface ControlCommand {
  /** Undefined: the operator of the server, who may always. */
  readonly user: UserId | undefined
  /** Whose device is not told of what it did itself. */
  readonly connection?: ConnectionId
  readonly thread: Thread
  /** Of the message. */
  readonly seqId: number
  /** Of the message; undefined: whatever it has. */
  readonly clientMessageId?: string
  /** Undefined: something that cannot be done to a message. */
  readonly action: ControlAction | undefined
  /** Deletes for everybody, not for oneself alone. */
  readonly forAll?: boolean
  /** What an override says. */
  readonly body: string
  /** By which his other devices recognise it. */
  readonly requestId: string
}
