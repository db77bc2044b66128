import { type ConnectionId, ImError, type Message, type MessageHistory, type Origin, type UserId } from '@magpie-im/model'
import type { ConversationName } from '../conversations/conversation-names.ts'
import type { Thread } from '../conversations/thread.ts'
import type { FileAccess } from '../files/file-access.ts'
import { checkBody } from './body.ts'
import type { Send, Sent } from './send.ts'
import type { SendCommand } from './send-command.ts'
import { findShown } from './shown-message.ts'

export interface ForwardCommand {
  readonly user: UserId
  readonly connection: ConnectionId
  readonly thread: Thread
  /** Of the messages, in the order in which they are to come. */
  readonly seqIds: readonly number[]
  /** To whom. */
  readonly to: ConversationName
  /** As one message that holds all of them. */
  readonly merged: boolean
  readonly clientMessageId: string
  /** Of what has none of its own to keep. */
  readonly origin: Origin
}

interface ForwardPorts {
  readonly history: MessageHistory
  readonly fileAccess: FileAccess
  readonly send: Pick<Send, 'send'>
}

type Copy = Pick<SendCommand, 'kind' | 'body' | 'links' | 'origin' | 'clientMessageId'>

/** Sends copies of messages that one is shown, which say whose they were. */
export class ForwardMessages {
  readonly #ports: ForwardPorts

  constructor(ports: ForwardPorts) {
    this.#ports = ports
  }

  /**
   * Resolves when all are durable. Throws what refuses one of them: then those before it may have been sent, and a repeat with
   * the same client message id goes on behind them (I3).
   */
  async forward(command: ForwardCommand): Promise<readonly Sent[]> {
    const { thread, user, seqIds } = command
    const found = await Promise.all(seqIds.map((seqId) => findShown(this.#ports.history, { thread, user, seqId })))
    if (!thread.has(user)) throw new ImError('NotInConversation')
    const messages = found.flatMap((message) => (message === undefined || message.state === 'revoked' ? [] : [message]))
    if (messages.length < found.length) throw new ImError('MessageNotFound')
    const copies = command.merged ? [mergedOf(messages, command)] : messages.map((message, at) => copyOf(message, command, at))
    return this.#send(copies, command)
  }

  /** In their order, and with their files, if they are his to show. */
  async #send(copies: readonly Copy[], { user, connection, to }: ForwardCommand): Promise<readonly Sent[]> {
    using held = new DisposableStack()
    const commands: SendCommand[] = []
    for (const copy of copies) {
      const files = await this.#ports.fileAccess.holdNamed(user, copy.body)
      if (files !== undefined) held.use(files)
      const sender = { sender: user, connection, audience: to.audience, recipient: to.peer, app: undefined, label: '' }
      commands.push({ ...sender, ...copy, resend: false, counted: true, priority: false, push: undefined, ...(files && { files }) })
    }
    const { send } = this.#ports
    const sending = commands.map((each) => new Promise<Sent>((accepted, refused) => send.send(each, { accepted, refused })))
    const outcomes = await Promise.allSettled(sending)
    return outcomes.map((outcome) => {
      if (outcome.status === 'rejected') throw outcome.reason
      return outcome.value
    })
  }
}

function copyOf({ kind, body, sender, seqId, links, origin }: Message, command: ForwardCommand, at: number): Copy {
  const forwarded = links?.forwarded ?? { from: sender, seqId }
  const { clientMessageId: id } = command
  const kept = origin !== undefined && origin.bytes.length > 0 ? origin : command.origin
  return { kind, body, links: { forwarded }, origin: kept, clientMessageId: id === '' ? '' : `${id}:${at}` }
}

function mergedOf(messages: readonly Message[], { origin, clientMessageId }: ForwardCommand): Copy {
  const items = messages.map(({ sender: from, seqId: stamp, kind, body }) => ({ from, stamp, kind, body }))
  const body = JSON.stringify({ items })
  checkBody(body)
  return { kind: 'merged', body, links: undefined, origin, clientMessageId }
}
