import { type Clock, type Deliveries, ImError } from '@magpie-im/model'
import { endDevices, type ManageTokens } from '@magpie-im/services'
import type { JsonRead } from '@magpie-im/wire'
import type { SignIn } from '../../../sign-in.ts'
import { replyFrame } from '../reply.ts'
import { type JsonRoute, lateRoute, read, route } from '../route.ts'

export interface SessionPorts {
  readonly signIn: SignIn
  readonly manageTokens: Pick<ManageTokens, 'mint'>
  readonly deliveries: Deliveries
  readonly clock: Clock
  readonly heartbeatSeconds: number
}

/** A page that was not opened for longer asks for the password again. */
const tokenSeconds = 30 * 86_400

export function sessionRoutes(ports: SessionPorts) {
  const { deliveries, clock, manageTokens } = ports
  return {
    signIn: signInRoute(ports),
    signOut: lateRoute('signOut', {
      order: 'alone',
      handle: ({ peer }, packet, slot) => {
        slot.complete(replyFrame(packet, {}))
        peer.close('signed-out')
      },
    }),
    ping: lateRoute('ping', {
      order: 'pipelined',
      handle: (_, packet, slot) => slot.complete(replyFrame<'ping'>(packet, { time: clock.now() })),
    }),
    issueToken: route('issueToken', async ({ session }) => {
      const { token, expiresAt } = await manageTokens.mint(session.user, tokenSeconds)
      return { token, expires: expiresAt }
    }),
    endDevices: route('endDevices', ({ request, session }) =>
      endDevices(deliveries, session, { type: request.device, id: request.deviceId }),
    ),
  } satisfies Record<string, JsonRoute>
}

/** The only request of a client that is not signed in; whoever is refused is told why and disconnected. */
function signInRoute({ signIn, heartbeatSeconds }: SessionPorts): JsonRoute {
  return {
    access: 'anyone',
    order: 'alone',
    closesWhenRefused: 'sign-in-refused',
    handle: async (packet, peer, slot) => {
      const request = read('signIn', packet)
      const { user, device } = request
      const trace = slot.request?.trace ?? ''
      const signedIn = await signIn.signIn(peer, { user, secret: secretOf(request), device, trace })
      if (signedIn === undefined) slot.complete(undefined)
      else slot.complete(replyFrame<'signIn'>(packet, { user: signedIn.session.user, heartbeatSeconds, extraData: signedIn.extraData }))
    },
  }
}

function secretOf({ token, password }: JsonRead<'signIn'>): string {
  const secret = token ?? password
  if (secret === undefined || (token !== undefined && password !== undefined)) {
    throw new ImError('SignInIncomplete', { detail: 'a token or a password' })
  }
  return secret
}
