import type { Device, Recipient, UserId } from '@magpie-im/model'
import { type Horizon, SyncWindow, type VerifySignIn } from '@magpie-im/services'
import type { Peer } from './protocol.ts'
import type { Registry } from './registry.ts'
import { Session } from './session.ts'

export interface SignInRequest {
  readonly user: string
  readonly secret: string
  readonly device: Device
}

interface SignInPorts {
  readonly verify: VerifySignIn
  readonly registry: Registry
  readonly horizon: Horizon
  readonly recipientOf: (user: UserId) => Recipient
}

/** Turns a connection into a session of a user, once its credential is accepted. */
export class SignIn {
  readonly #ports: SignInPorts

  constructor(ports: SignInPorts) {
    this.#ports = ports
  }

  /** Undefined: the connection ended meanwhile. Rejects with what refuses the sign-in. */
  async signIn(peer: Peer, { user: id, secret, device }: SignInRequest): Promise<Session | undefined> {
    const { verify, registry, horizon, recipientOf } = this.#ports
    peer.beginSignIn()
    const user = await verify.verify({ user: id, secret, address: peer.address })
    if (peer.state !== 'signing-in') return undefined
    if (peer.session !== undefined) registry.unregister(peer.session)
    const session = new Session({ device, connection: peer, recipient: recipientOf(user.id), window: new SyncWindow(horizon.now) })
    registry.register(session)
    peer.signedIn(session)
    return session
  }
}
