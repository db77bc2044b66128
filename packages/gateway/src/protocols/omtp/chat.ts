import { type AudienceKind, type Clock, ImError, type PushHint, timeOf } from '@magpie-im/model'
import type { Send, Sent } from '@magpie-im/services'
import { type CommonErrorCode, flags, hasFlag, type MsgAck, type MsgReq, packets } from '@magpie-im/wire'
import { success } from './errors.ts'
import type { Labels } from './labels.ts'
import { kindOf, originOf } from './origin.ts'
import { type Call, type OmtpRoute, route } from './route.ts'

export interface ChatPorts {
  readonly send: Send
  readonly labels: Labels
  readonly clock: Clock
}

/** To one or to a group: the same packet but for its type. */
export function chat(audience: AudienceKind, { send, labels, clock }: ChatPorts): OmtpRoute {
  return route(audience === 'group' ? packets.MSG_GROUP_CHAT : packets.MSG_SINGLE_CHAT, {
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
        label:
          audience === 'group' ? labels.ofGroup(request.sessionId, request.to) : labels.chosen(request.sessionId, session.user, request.to),
        clientMessageId: packId,
        resend: hasFlag(headerFlags, flags.PF_ISDUP),
        kind,
        body: request.content,
        push: pushOf(request),
        origin: originOf({ version, flags: headerFlags, contentType: request.contentType, status: request.status }, kind),
      }
      send.send(command, {
        accepted: (sent: Sent) =>
          call.reply({ errorCode: success, sessionId: request.sessionId, seqId: sent.seqId, timestamp: timeOf(sent) }),
        refused: (error) => call.refuse(error),
      })
    },
  })
}

function check({ from, to, sessionId }: MsgReq, user: string): void {
  if (from === '' || to === '' || sessionId === '') throw new ImError('BadRequest', { detail: 'from, to and sessionId are needed' })
  if (from !== user) throw new ImError('NotYourself')
}

function pushOf({ pushInfo }: MsgReq): PushHint | undefined {
  const { title, summary, url } = pushInfo
  return title === '' && summary === '' && url === '' ? undefined : { title, summary, url }
}
