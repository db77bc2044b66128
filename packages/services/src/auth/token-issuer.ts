import { createPublicKey, type KeyObject } from 'node:crypto'

/** Somebody else, such as the product's backend, whose tokens count as ours. */
export interface TokenIssuer {
  readonly key: KeyObject
  /** The only one that goes with this key: a token cannot choose another. */
  readonly algorithm: 'RS256' | 'ES256' | 'EdDSA'
  /** The `iss` and `aud` that a token must have; undefined: any. */
  readonly issuer: string | undefined
  readonly audience: string | undefined
}

const shortestModulus = 2048

/** The public key in `pem` and its algorithm. Throws with the reason when it cannot be used. */
export function parsePublicKey(pem: string): Pick<TokenIssuer, 'key' | 'algorithm'> {
  if (pem.includes('PRIVATE KEY')) throw new Error('is a private key; it belongs to who issues the tokens')
  const key = readKey(pem)
  const { modulusLength = 0, namedCurve } = key.asymmetricKeyDetails ?? {}
  switch (key.asymmetricKeyType) {
    case 'rsa':
      if (modulusLength < shortestModulus) throw new Error(`has fewer than ${shortestModulus} bits`)
      return { key, algorithm: 'RS256' }
    case 'ec':
      if (namedCurve !== 'prime256v1') throw new Error('is not on the curve P-256')
      return { key, algorithm: 'ES256' }
    case 'ed25519':
      return { key, algorithm: 'EdDSA' }
    default:
      throw new Error('is neither RSA nor P-256 nor Ed25519')
  }
}

function readKey(pem: string): KeyObject {
  try {
    return createPublicKey(pem)
  } catch (cause) {
    throw new Error('is no public key in PEM', { cause })
  }
}
