import type { MessageHistory, Origin, PushHint } from '@magpie-im/model'
import {
  type ControlMessage,
  type ConversationNames,
  checkBody,
  type FileAccess,
  type ForwardMessages,
  findAnswered,
  mentionsOf,
  parseRecipient,
  type Send,
  type SendCommand,
  type Sent,
  type SyncPriority,
} from '@magpie-im/services'
import type { Slot } from '../../../pipeline.ts'
import type { JsonPacket } from '../reader.ts'
import { refusalFrame, replyFrame } from '../reply.ts'
import { type Call, type JsonRoute, lateRoute, route } from '../route.ts'
import { showPriority } from '../views.ts'

export interface MessagePorts {
  readonly send: Send
  readonly forwardMessages: ForwardMessages
  readonly controlMessage: ControlMessage
  readonly syncPriority: SyncPriority
  readonly names: ConversationNames
  readonly history: MessageHistory
  readonly fileAccess: FileAccess
}

export function messageRoutes(ports: MessagePorts) {
  const { send, controlMessage, syncPriority, names, fileAccess } = ports
  return {
    sendMessage: lateRoute('sendMessage', {
      order: 'pipelined',
      // What is answered is looked for in the history, and later messages must not overtake (I4).
      orderOf: ({ frame }) => (hasOwn(frame, 'replyTo') ? 'alone' : 'pipelined'),
      handle: (call, packet, slot) => {
        const answer = answerTo(packet, slot)
        if (call.request.replyTo === undefined) send.send(writtenIn(call), answer)
        else return answered(ports, call).then((command) => send.send(command, answer))
      },
    }),
    sendFiles: route('sendFiles', async (call) => {
      const command = await answered(ports, call)
      using files = await fileAccess.hold(command.sender, call.request.files, command.body)
      const { seq, seqId } = await new Promise<Sent>((accepted, refused) => send.send({ ...command, files }, { accepted, refused }))
      return { seq, stamp: seqId }
    }),
    forwardMessages: route('forwardMessages', async ({ request, operator }) => {
      const { from, stamps: seqIds, to, merged, clientMessageId } = request
      const thread = names.resolve(operator.user, from)
      const command = { ...operator, thread, seqIds, to: parseRecipient(to), merged, clientMessageId, origin }
      const sent = await ports.forwardMessages.forward(command)
      return { items: sent.map(({ seq, seqId }) => ({ seq, stamp: seqId })) }
    }),
    sendNotice: lateRoute('sendNotice', {
      order: 'pipelined',
      handle: (call, packet, slot) => {
        const { to: recipient, counted } = call.request
        send.send({ ...contentOf(call), audience: 'notice', recipient, counted, priority: false }, answerTo(packet, slot))
      },
    }),
    controlMessage: route('controlMessage', ({ request, operator }) => {
      const { conversation, of = operator.user, stamp: seqId, action, body, forAll } = request
      const thread = names.resolve(of, conversation)
      return controlMessage.control({ ...operator, thread, seqId, action, body, forAll, requestId: String(request.id) })
    }),
    syncPriority: route('syncPriority', async ({ request, operator: { user } }) => {
      const entries = await syncPriority.sync({ user, ...request })
      return { items: entries.map((entry) => showPriority(entry, user)) }
    }),
  } satisfies Record<string, JsonRoute>
}

function hasOwn(frame: unknown, name: string): boolean {
  return typeof frame === 'object' && frame !== null && Object.hasOwn(frame, name)
}

/** With the message that it answers, if it is to answer one. */
async function answered(ports: MessagePorts, call: Call<'sendMessage'> | Call<'sendFiles'>): Promise<SendCommand> {
  const command = writtenIn(call)
  const { to: conversation, replyTo: seqId } = call.request
  if (seqId === undefined) return command
  return { ...command, links: { ...command.links, replyTo: await findAnswered(ports, { user: command.sender, conversation, seqId }) } }
}

type Content = Omit<SendCommand, 'audience' | 'recipient' | 'counted' | 'priority'>

const origin: Origin = { door: 'json', bytes: new Uint8Array(0) }

function writtenIn(call: Call<'sendMessage'> | Call<'sendFiles'>): SendCommand {
  const { to, priority, mentions: asked } = call.request
  const { audience, peer: recipient } = parseRecipient(to)
  const mentions = asked && mentionsOf(asked)
  return { ...contentOf(call), audience, recipient, counted: true, priority, ...(mentions && { links: { mentions } }) }
}

function contentOf({ request, operator }: Call<'sendMessage'> | Call<'sendFiles'> | Call<'sendNotice'>): Content {
  const { kind, body, clientMessageId, resend } = request
  const push: PushHint | undefined = request.push
  checkBody(body)
  return {
    sender: operator.user,
    connection: operator.connection,
    app: undefined,
    label: '',
    clientMessageId,
    resend,
    kind,
    body,
    push,
    origin,
  }
}

function answerTo(packet: JsonPacket, slot: Slot): Parameters<Send['send']>[1] {
  return {
    accepted: ({ seq, seqId }) => slot.complete(replyFrame<'sendMessage'>(packet, { seq, stamp: seqId })),
    refused: (error) => slot.complete(refusalFrame(packet, error), error),
  }
}
