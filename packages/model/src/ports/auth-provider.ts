import type { Device } from '../device.ts'
import type { UserId } from '../ids.ts'

/** Is this credential this user? */
export interface AuthQuestion {
  readonly user: UserId
  /** A password, or whatever the product has given to its user. */
  readonly secret: string
  readonly device: Device
  /** Where he is, without port. */
  readonly address: string
  /** The id of the request in logs. */
  readonly trace: string
}

export type AuthVerdict =
  | {
      readonly verdict: 'accepted'
      /** For the client, as it is. */
      readonly extraData: string
      /** What a user who is new is called; undefined: as his id. */
      readonly name: string | undefined
    }
  | { readonly verdict: 'refused'; readonly reason: 'WrongCredentials' | 'SignInDenied' | 'RefusedByProvider' }
  /** It cannot be known at the moment. */
  | { readonly verdict: 'undecided' }

/** Who knows the users' credentials. */
export interface AuthProvider {
  /** In bounded time. */
  verify(question: AuthQuestion): Promise<AuthVerdict>
}
