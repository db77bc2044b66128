import {
  type AnnotatedMessage,
  type Annotations,
  type ConnectionId,
  type ConversationId,
  type Deliveries,
  type Event,
  ImError,
  type Journal,
  type Message,
  type MessageHistory,
  type PinRecord,
  type ReactionRecord,
  type Stamps,
  type UserId,
} from '@magpie-im/model'
import { commit } from '../commit.ts'
import type { Thread } from '../conversations/thread.ts'
import type { Groups } from '../groups/groups.ts'
import type { MessageLimits } from '../limits/message-limits.ts'
import { type ControlRights, checkMayAnnotate } from './control-rights.ts'
import { checkEmoji } from './emoji.ts'
import { findShown } from './shown-message.ts'
import { tellReaders } from './tell-readers.ts'
import type { Turns } from './turns.ts'

export interface AnnotationPorts extends Omit<ControlRights, 'windows'> {
  readonly journal: Journal
  readonly history: MessageHistory
  readonly annotations: Annotations
  readonly stamps: Stamps
  readonly deliveries: Deliveries
  readonly groups: Groups
  readonly limits: MessageLimits
  /** What may be done to a message depends on what was done before. */
  readonly turns: Turns<ConversationId>
}

interface AnnotationCommand {
  readonly user: UserId
  /** Whose device is not told of what it did itself. */
  readonly connection?: ConnectionId
  readonly thread: Thread
  /** Of the message. */
  readonly seqId: number
  readonly on: boolean
}

export interface ReactionCommand extends AnnotationCommand {
  readonly emoji: string
}

const mostReactions = 20
const mostPins = 50

/** Puts something on a message, or takes it off, for all who are shown it. Doing it again changes nothing and tells nobody. */
export class AnnotateMessage {
  readonly #ports: AnnotationPorts

  constructor(ports: AnnotationPorts) {
    this.#ports = ports
  }

  /** What `user` thinks of it. Resolves when durable; everybody it concerns has been told. */
  react(command: ReactionCommand): Promise<void> {
    checkEmoji(command.emoji)
    return this.#ports.turns.take(command.thread.id, () => this.#react(command))
  }

  /** Keeps it in view: both of two may, and who leads a group. Resolves when durable; everybody it concerns has been told. */
  pin(command: AnnotationCommand): Promise<void> {
    return this.#ports.turns.take(command.thread.id, () => this.#pin(command))
  }

  async #react(command: ReactionCommand): Promise<void> {
    const { user, thread, emoji, on } = command
    const message = await this.#find(command)
    const { seq } = message
    const counts = await this.#ports.annotations.reactionCounts({ conversation: thread.id, reader: user, from: seq, to: seq })
    const { mine, count } = counts.find((known) => known.emoji === emoji) ?? { mine: false, count: 0 }
    if (mine === on) return
    if (on && count === 0 && counts.length >= mostReactions) {
      throw new ImError('ReactionsFull', { detail: `at most ${mostReactions} different ones` })
    }
    const record: ReactionRecord = {
      ...{ type: 'reaction', stamp: this.#check(command), conversation: thread.id, by: user, emoji, on },
      count: on ? count + 1 : count - 1,
      target: targetOf(message),
    }
    await this.#commit(record, { message, command, event: { kind: 'reaction-changed', reaction: record } })
  }

  async #pin(command: AnnotationCommand): Promise<void> {
    const { user, thread, on } = command
    const message = await this.#find(command)
    if (thread.kind === 'notice') throw new ImError('ControlNotAllowed')
    if (this.#ports.groups.byConversation(thread.id)?.find(user)?.role === 'member') throw new ImError('GroupNotAllowed')
    const pins = await this.#ports.annotations.pins({ conversation: thread.id })
    if (pins.some(({ seq }) => seq === message.seq) === on) return
    if (on && pins.length >= mostPins) throw new ImError('PinsFull', { detail: `at most ${mostPins}` })
    const record: PinRecord = {
      ...{ type: 'pin', stamp: this.#check(command), conversation: thread.id, by: user, on },
      target: targetOf(message),
    }
    await this.#commit(record, { message, command, event: { kind: 'pin-changed', pin: record } })
  }

  async #find(command: AnnotationCommand): Promise<Message> {
    const message = await findShown(this.#ports.history, command)
    checkMember(command)
    if (message === undefined || message.state === 'revoked') throw new ImError('MessageNotFound')
    return message
  }

  /** Right before it is appended: who may, and whether the message is still there, can have changed while it was looked for. */
  #check(command: AnnotationCommand): number {
    const { user, thread, seqId, on } = command
    checkMember(command)
    if (seqId <= thread.readableAbove(user)) throw new ImError('MessageNotFound')
    if (on) checkMayAnnotate(this.#ports, user, thread)
    this.#ports.limits.take(user, { kind: thread.kind, recipient: thread.peerOf(user) })
    return this.#ports.stamps.next()
  }

  async #commit(record: ReactionRecord | PinRecord, { message, command, event }: Annotated): Promise<void> {
    const nothing = () => undefined
    await commit(this.#ports.journal, [{ record, apply: nothing, undo: nothing }])
    tellReaders(this.#ports, { message, event, by: command.user, connection: command.connection })
  }
}

interface Annotated {
  readonly message: Message
  readonly command: AnnotationCommand
  readonly event: Event
}

function checkMember({ user, thread }: AnnotationCommand): void {
  if (!thread.has(user)) throw new ImError(thread.kind === 'group' ? 'NotInGroup' : 'NotInConversation')
}

function targetOf({ seq, seqId, sender, audience, recipient, app }: Message): AnnotatedMessage {
  return { seq, seqId, sender, audience, recipient, app }
}
