import { type Clock, type Device, ImError, type Metrics, parseDevice, type Recipient, type UserId } from '@magpie-im/model'
import { type Horizon, type Overload, SyncWindow, type VerifiedSignIn, type VerifySignIn } from '@magpie-im/services'
import type { Admission } from './admission.ts'
import type { Peer } from './protocol.ts'
import type { Registry } from './registry.ts'
import { Session } from './session.ts'

export interface SignInRequest {
  readonly user: string
  readonly secret: string
  readonly device: Device
  /** Of the request, for the log. */
  readonly trace?: string
  /** Of the protocol the client speaks. */
  readonly protocolVersion?: string
}

export interface SignedIn {
  readonly session: Session
  /** For the client, from whoever knows the user. */
  readonly extraData: string
}

interface SignInPorts {
  readonly admission: Admission
  readonly verify: VerifySignIn
  readonly registry: Registry
  readonly horizon: Horizon
  readonly recipientOf: (user: UserId) => Recipient
  readonly overload: Pick<Overload, 'checkSignIn'>
  readonly metrics: Metrics
  readonly clock: Clock
}

/** Turns a connection into a session of a user, once its credential is accepted. */
export class SignIn {
  readonly #ports: SignInPorts

  constructor(ports: SignInPorts) {
    this.#ports = ports
  }

  /** Undefined: the connection ended meanwhile. Rejects with what refuses the sign-in. */
  async signIn(peer: Peer, request: SignInRequest): Promise<SignedIn | undefined> {
    const { admission, registry, horizon, recipientOf, clock } = this.#ports
    const { protocolVersion = '' } = request
    const device = parseDevice(request.device)
    peer.beginSignIn()
    await admission.enter()
    if (peer.state !== 'signing-in') return undefined
    const { user, extraData } = await this.#verify(peer, { ...request, device })
    if (peer.state !== 'signing-in') return undefined
    if (peer.session !== undefined) registry.unregister(peer.session)
    const window = new SyncWindow(horizon.now)
    const own = { device, connection: peer, recipient: recipientOf(user.id), window }
    const session = new Session({ ...own, signedInAt: clock.now(), protocolVersion })
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
