import { ImError, isUserId, type UserId } from '@magpie-im/model'
import { jwtVerify, SignJWT } from 'jose'

const algorithm = 'HS256'

export interface TokenOptions {
  readonly user: UserId
  /** Seconds since 1970. */
  readonly issuedAt: number
  readonly expiresAt: number
}

/** Signed tokens (JWT, HS256): the `sub` claim names the user, `exp` is required. */
export class Tokens {
  readonly #secret: Uint8Array

  constructor(secret: Uint8Array) {
    this.#secret = secret
  }

  sign({ user, issuedAt, expiresAt }: TokenOptions): Promise<string> {
    return new SignJWT()
      .setProtectedHeader({ alg: algorithm })
      .setSubject(user)
      .setIssuedAt(issuedAt)
      .setExpirationTime(expiresAt)
      .sign(this.#secret)
  }

  /** Throws `WrongCredentials` for anything but a valid token of `user` at `now` (milliseconds). */
  async verify(token: string, user: UserId, now: number): Promise<void> {
    try {
      const { payload } = await jwtVerify(token, this.#secret, {
        algorithms: [algorithm],
        requiredClaims: ['exp', 'sub'],
        currentDate: new Date(now),
      })
      if (payload.sub !== undefined && isUserId(payload.sub) && payload.sub === user) return
    } catch (cause) {
      throw new ImError('WrongCredentials', { cause })
    }
    throw new ImError('WrongCredentials')
  }
}

/** Whether a credential is meant as a token: three dot-separated parts, the first an encoded JSON object. */
export function looksLikeToken(credential: string): boolean {
  return /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/.test(credential)
}
