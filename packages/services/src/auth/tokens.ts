import { createSecretKey, type KeyObject, randomUUID } from 'node:crypto'
import { ImError, isUserId, type UserId } from '@magpie-im/model'
import { decodeProtectedHeader, jwtVerify, SignJWT } from 'jose'
import { type Claims, HmacClaims, hmacAlgorithm } from './hmac-claims.ts'
import type { TokenIssuer } from './token-issuer.ts'

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
  readonly #secret: KeyObject
  readonly #ours: HmacClaims
  readonly #issuer: TokenIssuer | undefined

  constructor(secret: Uint8Array, issuer?: TokenIssuer) {
    this.#secret = createSecretKey(secret)
    this.#ours = new HmacClaims(secret)
    this.#issuer = issuer
  }

  sign({ user, issuedAt, expiresAt }: TokenOptions): Promise<string> {
    return new SignJWT()
      .setProtectedHeader({ alg: hmacAlgorithm })
      .setSubject(user)
      .setIssuedAt(issuedAt)
      .setExpirationTime(expiresAt)
      .setJti(randomUUID())
      .sign(this.#secret)
  }

  /** Throws `WrongCredentials` for anything but a valid token of `user` at `now` (milliseconds). */
  async verify(token: string, user: UserId, now: number): Promise<VerifiedToken> {
    try {
      const { sub, jti, iat } = await this.#claims(token, now)
      if (sub !== undefined && isUserId(sub) && sub === user) return { id: jti, issuedAt: iat }
    } catch (cause) {
      throw new ImError('WrongCredentials', { cause })
    }
    throw new ImError('WrongCredentials')
  }

  /** Each key verifies the one algorithm that is its own, so that none is taken for a key of another kind. */
  #claims(token: string, now: number): Partial<Claims> | Promise<Partial<Claims>> {
    const issuer = this.#issuer
    return issuer === undefined || decodeProtectedHeader(token).alg === hmacAlgorithm
      ? this.#ours.of(token, Math.floor(now / 1000))
      : claimsOfIssuer(token, issuer, now)
  }
}

async function claimsOfIssuer(token: string, { key, algorithm, issuer, audience }: TokenIssuer, now: number): Promise<Partial<Claims>> {
  const claims = { ...(issuer === undefined ? {} : { issuer }), ...(audience === undefined ? {} : { audience }) }
  const options = { requiredClaims: ['exp', 'sub'], currentDate: new Date(now), algorithms: [algorithm], ...claims }
  return (await jwtVerify(token, key, options)).payload
}

/** Whether a credential is meant as a token: three dot-separated parts, the first an encoded JSON object. */
export function looksLikeToken(credential: string): boolean {
  return /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/.test(credential)
}
