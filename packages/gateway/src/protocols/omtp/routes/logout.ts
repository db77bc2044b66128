import { packets, raw } from '@magpie-im/wire'
import { type OmtpRoute, route } from '../route.ts'

/** Acknowledged, then closed, whatever it carries. */
export function logout(): OmtpRoute {
  return route(
    { ...packets.LOGOUT, request: raw },
    {
      order: 'alone',
      unrefusable: true,
      refusal: () => undefined,
      handle: (call) => {
        call.reply(undefined)
        call.peer.close('signed-out')
      },
    },
  )
}
