import { type AudienceKind, type Clock, ImError, type PushHint, timeOf, type UserId } from '@magpie-im/model'
import type { Send, Sent } from '@magpie-im/services'
import { type CommonErrorCode, flags, hasFlag, type MsgAck, type MsgReq, packets, unwrapped, withWrapping } from '@magpie-im/wire'
import { success } from './errors.ts'
import type { Labels } from './labels.ts'
import { kindOf, originOf } from './origin.ts'
import { type Call, type OmtpRoute, route } from './route.ts'

export interface ChatPorts {
  readonly send: Send
  readonly labels: Labels
  readonly clock: Clock
}

const rows = { single: packets.MSG_SINGLE_CHAT, group: packets.MSG_GROUP_CHAT, notice: packets.MSG_BIZ_NOTIFY } as const

/** To one, to a group, or as notice: the same packet but for its type. */
export function chat(audience: AudienceKind, { send, labels, clock }: ChatPorts): OmtpRoute {
  return route(rows[audience], {
    order: 'pipelined',
    payload: { shortest: 4, longest: 65_536 },
    refusal: (errorCode: CommonErrorCode) => ({ errorCode, sessionId: '', seqId: 0, timestamp: clock.now() }),
    handle: (call: Call<MsgReq, MsgAck>) => {
      const { request, packet, session } = call
      check(request, session.user)
      const kind = kindOf(request.contentType)
      const { version, flags: headerFlags, packId } = packet.header
      const command = {
        sender: session.user,
        connection: session.connection.id,
        audience,
        recipient: request.to,
        app: undefined,
        label: labelOf(labels, { audience, label: request.sessionId, sender: session.user, recipient: request.to }),
        clientMessageId: packId,
        resend: hasFlag(headerFlags, flags.PF_ISDUP),
        kind,
        body: request.content,
        counted: audience !== 'notice' || hasFlag(headerFlags, flags.PF_COUNTER),
        priority: audience !== 'notice' && hasFlag(headerFlags, flags.PF_HIGHPRJ),
        push: pushOf(request),
        origin: originOf(
          { version, flags: withWrapping(headerFlags, unwrapped), contentType: request.contentType, status: request.status },
          kind,
        ),
      }
      send.send(command, {
        accepted: (sent: Sent) =>
          call.reply({ errorCode: success, sessionId: request.sessionId, seqId: sent.seqId, timestamp: timeOf(sent) }),
        refused: (error) => call.refuse(error),
      })
    },
  })
}

interface Labelled {
  readonly audience: AudienceKind
  readonly label: string
  readonly sender: UserId
  readonly recipient: string
}

/** What the sender calls the conversation. One of notices is not among his: whatever he calls it stays with him. */
function labelOf(labels: Labels, { audience, label, sender, recipient }: Labelled): string {
  if (audience === 'group') return labels.ofGroup(label, recipient)
  return audience === 'single' ? labels.chosen(label, sender, recipient) : ''
}

function check({ from, to, sessionId }: MsgReq, user: string): void {
  if (from === '' || to === '' || sessionId === '') throw new ImError('BadRequest', { detail: 'from, to and sessionId are needed' })
  if (from !== user) throw new ImError('NotYourself')
}

function pushOf({ pushInfo }: MsgReq): PushHint | undefined {
  const { title, summary, url } = pushInfo
  return title === '' && summary === '' && url === '' ? undefined : { title, summary, url }
}
