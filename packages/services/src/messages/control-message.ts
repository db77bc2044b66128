import {
  type ConnectionId,
  type ControlAction,
  type ConversationId,
  type Deliveries,
  ImError,
  type Journal,
  type Message,
  type MessageControl,
  type MessageControlRecord,
  type MessageHistory,
  type Stamp,
  type Stamps,
  type UserId,
} from '@magpie-im/model'
import type { GroupState } from '../groups/group-state.ts'
import type { BlockedWords } from './blocked-words.ts'
import type { ControlCommand } from './control-command.ts'
import { type ControlRights, checkInTime, checkMayControl } from './control-rights.ts'
import { Turns } from './turns.ts'

export interface ControlPorts extends ControlRights {
  readonly journal: Journal
  readonly history: MessageHistory
  readonly blockedWords: BlockedWords
  readonly stamps: Stamps
  readonly deliveries: Deliveries
}

const longestBody = 65_536

/** Takes back, replaces or deletes a message. */
export class ControlMessage {
  readonly #ports: ControlPorts
  /** What is done to a message depends on what was done before. */
  readonly #turns = new Turns<ConversationId>()

  constructor(ports: ControlPorts) {
    this.#ports = ports
  }

  /** Resolves when durable; everybody it concerns has been told. Doing it again changes nothing and tells nobody. */
  control(command: ControlCommand): Promise<void> {
    return this.#turns.take(command.thread.id, () => this.#control(command))
  }

  async #control(command: ControlCommand): Promise<void> {
    const { user, action, forAll = false } = command
    const message = await this.#find(command, user)
    checkMember(command, message)
    if (message === undefined && (await this.#isDeletedAlready(command))) return
    if (message === undefined || (message.state === 'revoked' && action === 'override')) throw new ImError('MessageNotFound')
    if (action === undefined) throw new ImError('ControlUnknown')
    const forOneself = action === 'delete' && !forAll && user !== undefined
    if (forOneself && !command.thread.has(user)) throw new ImError('ControlNotAllowed')
    if (user !== undefined && !forOneself) checkMayControl(this.#ports, user, message, action)
    const body = action === 'override' ? this.#bodyOf(command, message) : ''
    if (!changes(message, action, body)) return
    if (!forOneself) checkInTime(this.#ports, user, message, action)
    await this.#store(command, { action, body, message, only: forOneself ? user : undefined })
  }

  /** As `reader` sees the conversation. What is on its way has no seqId that anybody was told. */
  async #find({ thread, seqId, clientMessageId }: ControlCommand, reader: UserId | undefined): Promise<Message | undefined> {
    const page = { conversation: thread.id, reader, upTo: seqId, above: seqId - 1, limit: 1 }
    const [message] = await this.#ports.history.page(page)
    // Only now: what he may see can have become less while it was looked for.
    const above = reader !== undefined && thread.has(reader) ? thread.readableAbove(reader) : thread.expired.seqId
    const isIt = clientMessageId === undefined || message?.clientMessageId === clientMessageId
    return isIt && seqId > above ? message : undefined
  }

  /** For the user alone, that is. */
  async #isDeletedAlready(command: ControlCommand): Promise<boolean> {
    const { user, thread, action, forAll = false } = command
    if (action !== 'delete' || forAll || user === undefined) return false
    const message = await this.#find(command, undefined)
    return message !== undefined && message.seqId > thread.readableAbove(user)
  }

  #bodyOf({ user, body }: ControlCommand, { kind }: Message): string {
    if (body === '') throw new ImError('MessageTooShort')
    if (Buffer.byteLength(body) > longestBody) throw new ImError('MessageTooLong', { detail: `at most ${longestBody} bytes` })
    return user !== undefined && kind === 'text' ? this.#ports.blockedWords.clean(body) : body
  }

  #store({ user, connection, thread, requestId }: ControlCommand, done: Done): Promise<void> {
    const { journal, stamps } = this.#ports
    const { action, body, only, message } = done
    const control: MessageControl = { conversation: thread.id, action, only, by: user, body, requestId, target: targetOf(message) }
    const record: MessageControlRecord = { type: 'message-control', stamp: stamps.next(), ...control }
    return new Promise((resolve, reject) => {
      const durable = () => {
        this.#tell(control, message, { stamp: record.stamp, connection })
        resolve()
      }
      journal.append(record, { durable, failed: reject })
    })
  }

  /** Who may see the message; and who did it, on his other devices. */
  #tell(control: MessageControl, message: Message, { stamp, connection }: { stamp: Stamp; connection: ConnectionId | undefined }): void {
    const { deliveries, groups } = this.#ports
    const { only, by, conversation } = control
    const event = { kind: 'message-controlled', control, stamp } as const
    const group = groups.byConversation(conversation)
    if (only === undefined && group?.large) {
      deliveries.publish(conversation, event, connection)
      return
    }
    const readers = only === undefined ? readersOf(message, group) : []
    deliveries.deliverAll(new Set(by === undefined ? readers : [by, ...readers]), event, connection)
  }
}

/** Of a notice the one who was given it. */
function readersOf({ audience, sender, recipient, seqId }: Message, group: GroupState | undefined): UserId[] {
  if (group !== undefined) return group.users().filter((user) => group.readableAbove(user) < seqId)
  const other = recipient as UserId // as: only the recipient of a message to a group is none
  return audience === 'single' ? [sender, other] : [other]
}

interface Done {
  readonly action: ControlAction
  readonly body: string
  /** Undefined: for everybody. */
  readonly only: UserId | undefined
  readonly message: Message
}

/** Who gave a notice is not in the conversation, but may take it back (I8). */
function checkMember({ user, thread }: ControlCommand, message: Message | undefined): void {
  if (user === undefined || thread.has(user)) return
  if (thread.kind === 'notice' && message?.sender === user) return
  throw new ImError(thread.kind === 'group' ? 'NotInGroup' : 'NotInConversation')
}

function changes({ state, body: now }: Message, action: ControlAction, body: string): boolean {
  if (action === 'revoke') return state !== 'revoked'
  return action !== 'override' || now !== body
}

function targetOf({ seq, seqId, sender, audience, recipient, app, clientMessageId, counted }: Message): MessageControl['target'] {
  return { seq, seqId, sender, audience, recipient, app, clientMessageId, counted }
}
