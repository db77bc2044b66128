import type { CustomService } from '@magpie-im/model'
import { CommonErrorCode, encodeFramed, raw, replyHeader } from '@magpie-im/wire'
import type { Peer } from '../../../protocol.ts'
import { Turns } from '../../../turns.ts'
import { errorCode } from '../errors.ts'
import { checkSize, type OmtpRoute } from '../route.ts'

const payload = { shortest: 0, longest: 65_536 }

/**
 * Packet types that the configuration gives to services of others. Those of one connection are asked one after the
 * other (I4), which also keeps one client from using up what a service may be asked at a time (I9).
 */
export function routed(services: ReadonlyMap<number, CustomService>): OmtpRoute[] {
  const turns = new Turns<Peer>()
  return [...services].map(([type, service]) => routeTo(service, type, turns))
}

function routeTo(service: CustomService, type: number, turns: Turns<Peer>): OmtpRoute {
  return {
    type,
    access: 'signed-in',
    order: 'pipelined',
    refuse: ({ header }, error) => encodeFramed(replyHeader(header), CommonErrorCode, errorCode(error)),
    handle: (packet, peer, slot) => {
      checkSize(packet.payload.length, payload)
      const { header } = packet
      return turns.take(peer, async () => {
        const { session } = peer
        // The connection has ended while it waited for its turn: nobody would hear the answer.
        if (session === undefined) return slot.complete(undefined)
        const { user, device } = session
        const trace = slot.request?.trace ?? header.packId
        const reply = await service.answer({ type, user, device, requestId: header.packId, payload: packet.payload, trace })
        slot.complete(encodeFramed(replyHeader(header), raw, reply))
      })
    },
  }
}
