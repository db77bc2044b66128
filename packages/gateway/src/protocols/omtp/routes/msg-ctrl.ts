import { ImError } from '@magpie-im/model'
import type { ControlMessage } from '@magpie-im/services'
import { type MsgControl, packets } from '@magpie-im/wire'
import { success } from '../errors.ts'
import type { Labels } from '../labels.ts'
import { numberOf } from '../long.ts'
import { controlAction } from '../present.ts'
import { type OmtpRoute, route } from '../route.ts'

interface Ports {
  readonly controlMessage: ControlMessage
  readonly labels: Labels
}

/** Revoke and override are for everybody, delete is for oneself. */
export function msgCtrl({ controlMessage, labels }: Ports): OmtpRoute {
  return route(packets.MSG_CTRL, {
    order: 'alone',
    refusal: (errorCode) => errorCode,
    handle: async (call) => {
      const { request, packet, session } = call
      check(request)
      await controlMessage.control({
        user: session.user,
        connection: session.connection.id,
        thread: labels.named(session.user, request.sessionId),
        seqId: numberOf(request.seqId),
        clientMessageId: request.packId,
        action: controlAction(request.command),
        body: request.content,
        requestId: packet.header.packId,
      })
      call.reply(success)
    },
  })
}

function check({ sessionId, packId, seqId }: MsgControl): void {
  if (sessionId !== '' && packId !== '' && seqId !== 0) return
  throw new ImError('BadRequest', { detail: 'sessionId, packId and seqId are needed' })
}
