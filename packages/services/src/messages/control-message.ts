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
import type { BlockedWords } from './blocked-words.ts'
import { checkBody } from './body.ts'
import type { ControlCommand } from './control-command.ts'
import { type ControlRights, checkInTime, checkMayControl } from './control-rights.ts'
import { tellReaders } from './tell-readers.ts'
import type { Turns } from './turns.ts'

export interface ControlPorts extends ControlRights {
  readonly journal: Journal
  readonly history: MessageHistory
  readonly blockedWords: BlockedWords
  readonly stamps: Stamps
  readonly deliveries: Deliveries
  /** What is done to a message depends on what was done before. */
  readonly turns: Turns<ConversationId>
}

/** Takes back, replaces or deletes a message. */
export class ControlMessage {
  readonly #ports: ControlPorts

  constructor(ports: ControlPorts) {
    this.#ports = ports
  }

  /** Resolves when durable; everybody it concerns has been told. Doing it again changes nothing and tells nobody. */
  control(command: ControlCommand): Promise<void> {
    return this.#ports.turns.take(command.thread.id, () => this.#control(command))
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

  #bodyOf({ user, body }: ControlCommand, message: Message): string {
    const { kind } = message
    if (isCopy(message)) throw new ImError('ControlNotAllowed', { detail: 'what others wrote stays as they wrote it' })
    checkBody(body)
    return user !== undefined && kind === 'text' ? this.#ports.blockedWords.clean(body) : body
  }

  #store({ user, connection, thread, requestId }: ControlCommand, done: Done): Promise<void> {
    const { journal, stamps } = this.#ports
    const { action, body, only, message } = done
    const links = action === 'override' ? message.links : undefined
    const control: MessageControl = { conversation: thread.id, action, only, by: user, body, links, requestId, target: targetOf(message) }
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
    const { only, by } = control
    const event = { kind: 'message-controlled', control, stamp } as const
    if (only === undefined) tellReaders(this.#ports, { message, event, by, connection })
    else this.#ports.deliveries.deliver(only, event, connection)
  }
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

/** Of what others wrote: nobody puts other words into their mouths. */
function isCopy({ kind, links }: Message): boolean {
  return kind === 'merged' || links?.forwarded !== undefined
}

function changes({ state, body: now }: Message, action: ControlAction, body: string): boolean {
  if (action === 'revoke') return state !== 'revoked'
  return action !== 'override' || now !== body
}

function targetOf({ seq, seqId, sender, audience, recipient, app, clientMessageId, counted }: Message): MessageControl['target'] {
  return { seq, seqId, sender, audience, recipient, app, clientMessageId, counted }
}
