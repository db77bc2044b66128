import { packets } from '@magpie-im/wire'
import { type OmtpRoute, route } from '../route.ts'

/** Comes back as it went out. */
export function ping(): OmtpRoute {
  return route(packets.PING, {
    order: 'pipelined',
    unrefusable: true,
    refusal: () => new Uint8Array(),
    handle: (call) => call.reply(call.request),
  })
}
