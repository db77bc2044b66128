import type { CustomService } from '@magpie-im/model'
import { CommonErrorCode, encodeFramed, raw, replyHeader } from '@magpie-im/wire'
import { errorCode } from '../errors.ts'
import { checkSize, type OmtpRoute } from '../route.ts'

const payload = { shortest: 0, longest: 65_536 }

/**
 * A packet type that the configuration gives to a service of others. Those of one connection are asked one after the
 * other (I4), which also keeps one client from using up what a service may be asked at a time (I9).
 */
export function routed(type: number, service: CustomService): OmtpRoute {
  return {
    type,
    access: 'signed-in',
    order: 'in-turn',
    refuse: ({ header }, error) => encodeFramed(replyHeader(header), CommonErrorCode, errorCode(error)),
    handle: async (packet, { session }, slot) => {
      checkSize(packet.payload.length, payload)
      if (session === undefined) throw new Error('a packet of a signed-in client was dispatched without a session')
      const { user, device } = session
      const { header } = packet
      const trace = slot.request?.trace ?? header.packId
      const reply = await service.answer({ type, user, device, requestId: header.packId, payload: packet.payload, trace })
      slot.complete(encodeFramed(replyHeader(header), raw, reply))
    },
  }
}
