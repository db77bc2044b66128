import { timingSafeEqual } from 'node:crypto'
import { HmacSha256 } from './hmac-sha256.ts'

/** Of a token that is signed with a shared secret, when all of it holds. */
export interface Claims {
  readonly sub: string
  readonly jti: string | undefined
  /** Seconds since 1970. */
  readonly iat: number | undefined
}

export const hmacAlgorithm = 'HS256'

const utf8 = new TextDecoder('utf-8', { fatal: true })
const shape = /^([\w-]+)\.([\w-]+)\.([\w-]+)$/

/** Reads tokens that are signed with one shared secret (HS256). */
export class HmacClaims {
  readonly #hmac: HmacSha256
  /** The header of the last token that was good; nearly all have the same. */
  #knownHeader: string | undefined

  constructor(secret: Uint8Array) {
    this.#hmac = new HmacSha256(secret)
  }

  /**
   * What a JWT claims, checked as RFC 7519 and 7515 have it: `now` in seconds, `exp` and `sub` required. At once and on this thread,
   * since a sign-in that waited for another one would cost ten times as much. Throws what is wrong with it.
   */
  of(token: string, now: number): Claims {
    const [, header = '', payload = '', signature = ''] = shape.exec(token) ?? []
    if (header !== this.#knownHeader) checkHeader(parse(header))
    const right = this.#hmac.digest(token.slice(0, -1 - signature.length))
    const given = Buffer.from(signature, 'base64url')
    if (given.length !== right.length || !timingSafeEqual(given, right)) throw new Error('the signature is wrong')
    this.#knownHeader = header
    const { sub, exp, nbf, iat, jti } = parse(payload)
    if (typeof sub !== 'string') throw new Error('no user is named')
    if (numberIn(exp) === undefined || now >= Number(exp)) throw new Error('it has expired, or never does')
    if ((numberIn(nbf) ?? 0) > now) throw new Error('it is not good yet')
    return { sub, jti: typeof jti === 'string' ? jti : undefined, iat: numberIn(iat) }
  }
}

/** The algorithm is ours, never the token's choice; and we know of nothing that a token may call critical. */
function checkHeader({ alg, crit }: Readonly<Record<string, unknown>>): void {
  if (alg !== hmacAlgorithm) throw new Error('another algorithm')
  if (crit !== undefined) throw new Error('something critical that we do not know')
}

function parse(part: string): Readonly<Record<string, unknown>> {
  const value: unknown = JSON.parse(utf8.decode(Buffer.from(part, 'base64url')))
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('no object')
  return value as Readonly<Record<string, unknown>> // as: an object that was parsed from JSON
}

function numberIn(claim: unknown): number | undefined {
  if (claim !== undefined && typeof claim !== 'number') throw new Error('a date that is no number')
  return claim
}
