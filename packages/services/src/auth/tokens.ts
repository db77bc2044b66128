import { randomUUID } from 'node:crypto'
import { ImError, isUserId, type UserId } from '@magpie-im/model'
import { decodeProtectedHeader, type JWTVerifyOptions, type JWTVerifyResult, jwtVerify, SignJWT } from 'jose'
import type { TokenIssuer } from './token-issuer.ts'

const algorithm = 'HS256'

export interface TokenOptions {
  readonly user: UserId
  /** Seconds since 1970. */
  readonly issuedAt: number
  readonly expiresAt: number
}

/** What a revocation can name: this token, or all that were issued up to a moment. */
export interface VerifiedToken {
  /** Tokens of ours have one. */
  readonly id: string | undefined
  /** Seconds since 1970. */
  readonly issuedAt: number | undefined
}

/**
 * Signed tokens (JWT): the `sub` claim names the user, `exp` is required. Ours are signed with the shared secret (HS256),
 * those of a trusted issuer with his private key.
 */
export class Tokens {
  readonly #secret: Uint8Array
  readonly #issuer: TokenIssuer | undefined

  constructor(secret: Uint8Array, issuer?: TokenIssuer) {
    this.#secret = secret
    this.#issuer = issuer
  }

  sign({ user, issuedAt, expiresAt }: TokenOptions): Promise<string> {
    return new SignJWT()
      .setProtectedHeader({ alg: algorithm })
      .setSubject(user)
      .setIssuedAt(issuedAt)
      .setExpirationTime(expiresAt)
      .setJti(randomUUID())
      .sign(this.#secret)
  }

  /** Throws `WrongCredentials` for anything but a valid token of `user` at `now` (milliseconds). */
  async verify(token: string, user: UserId, now: number): Promise<VerifiedToken> {
    try {
      const { payload } = await this.#verify(token, { requiredClaims: ['exp', 'sub'], currentDate: new Date(now) })
      if (payload.sub !== undefined && isUserId(payload.sub) && payload.sub === user) return { id: payload.jti, issuedAt: payload.iat }
    } catch (cause) {
      throw new ImError('WrongCredentials', { cause })
    }
    throw new ImError('WrongCredentials')
  }

  /** Each key verifies the one algorithm that is its own, so that none is taken for a key of another kind. */
  #verify(token: string, options: JWTVerifyOptions): Promise<JWTVerifyResult> {
    const issuer = this.#issuer
    if (issuer === undefined || decodeProtectedHeader(token).alg === algorithm) {
      return jwtVerify(token, this.#secret, { ...options, algorithms: [algorithm] })
    }
    const claims = {
      ...(issuer.issuer === undefined ? {} : { issuer: issuer.issuer }),
      ...(issuer.audience === undefined ? {} : { audience: issuer.audience }),
    }
    return jwtVerify(token, issuer.key, { ...options, ...claims, algorithms: [issuer.algorithm] })
  }
}

/** Whether a credential is meant as a token: three dot-separated parts, the first an encoded JSON object. */
export function looksLikeToken(credential: string): boolean {
  return /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/.test(credential)
}
