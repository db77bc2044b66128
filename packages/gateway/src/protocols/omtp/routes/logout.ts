import { packets } from '@magpie-im/wire'
import { type OmtpRoute, route } from '../route.ts'

/** Acknowledged, then closed. */
export function logout(): OmtpRoute {
  return route(packets.LOGOUT, {
    order: 'alone',
    refusal: () => undefined,
    handle: (call) => {
      call.reply(undefined)
      call.peer.close('signed-out')
    },
  })
}
