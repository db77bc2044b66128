import { type Device, ImError, type Metrics, type Recipient, type UserId } from '@magpie-im/model'
import { type Horizon, type Overload, SyncWindow, type VerifiedSignIn, type VerifySignIn } from '@magpie-im/services'
import type { Peer } from './protocol.ts'
import type { Registry } from './registry.ts'
import { Session } from './session.ts'

export interface SignInRequest {
  readonly user: string
  readonly secret: string
  readonly device: Device
  /** Of the request, for the log. */
  readonly trace?: string
}

export interface SignedIn {
  readonly session: Session
  /** For the client, from whoever knows the user. */
  readonly extraData: string
}

interface SignInPorts {
  readonly verify: VerifySignIn
  readonly registry: Registry
  readonly horizon: Horizon
  readonly recipientOf: (user: UserId) => Recipient
  readonly overload: Pick<Overload, 'checkSignIn'>
  readonly metrics: Metrics
}

/** Turns a connection into a session of a user, once its credential is accepted. */
export class SignIn {
  readonly #ports: SignInPorts

  constructor(ports: SignInPorts) {
    this.#ports = ports
  }

  /** Undefined: the connection ended meanwhile. Rejects with what refuses the sign-in. */
  async signIn(peer: Peer, request: SignInRequest): Promise<SignedIn | undefined> {
    const { registry, horizon, recipientOf } = this.#ports
    const { device } = request
    peer.beginSignIn()
    const { user, extraData } = await this.#verify(peer, request)
    if (peer.state !== 'signing-in') return undefined
    if (peer.session !== undefined) registry.unregister(peer.session)
    const arrival = { address: peer.address, door: peer.protocol.name }
    const session = new Session({ device, connection: peer, arrival, recipient: recipientOf(user.id), window: new SyncWindow(horizon.now) })
    registry.register(session)
    peer.signedIn(session)
    return { session, extraData }
  }

  async #verify({ protocol, address }: Peer, credential: SignInRequest): Promise<VerifiedSignIn> {
    const { verify, overload, metrics } = this.#ports
    try {
      overload.checkSignIn()
      const verified = await verify.verify({ ...credential, address, door: protocol.name })
      metrics.signedIn(protocol.name, 'done')
      return verified
    } catch (error) {
      metrics.signedIn(protocol.name, error instanceof ImError ? error.name : 'Internal')
      throw error
    }
  }
}
