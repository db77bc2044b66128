import { createHash, createPublicKey, diffieHellman, generateKeyPairSync, hkdfSync, type KeyObject } from 'node:crypto'
import { ImError } from '@magpie-im/model'
import { Opener, Sealer } from './cipher.ts'

/** By its signature clients know the server. */
export interface ServerIdentity {
  /** Ed25519. */
  sign(bytes: Uint8Array): Buffer
}

interface AgreementRequest {
  /** The LoginReq, byte for byte. */
  readonly request: Uint8Array
  /** X25519, as it stands in the request. */
  readonly clientKey: Uint8Array
  readonly identity: ServerIdentity
  /** X25519, for this connection alone. */
  readonly serverKey?: KeyObject
}

export interface Agreement {
  readonly publicKey: Buffer
  readonly signature: Buffer
  readonly opener: Opener
  readonly sealer: Sealer
}

const label = Buffer.from('magpie omtp 1')
const longestRequest = 4_096
const keyBytes = 32

/**
 * Keys that only the two ends of this connection have, and forget with it. The signature and both keys are bound to all that
 * was said until then (label, request, the server's key), so nobody in between can have changed or put in any of it.
 */
export function agreeOnKeys({ request, clientKey, identity, serverKey = newKey() }: AgreementRequest): Agreement {
  if (request.length > longestRequest) throw new ImError('BadRequest', { detail: `a request for keys has at most ${longestRequest} bytes` })
  const secret = sharedSecret(serverKey, clientKey)
  const publicKey = rawKey(createPublicKey(serverKey))
  const transcript = Buffer.concat([label, request, publicKey])
  const salt = createHash('sha256').update(transcript).digest()
  const key = (direction: string) => Buffer.from(hkdfSync('sha256', secret, salt, direction, keyBytes))
  return {
    publicKey,
    signature: identity.sign(transcript),
    opener: new Opener(key('client to server')),
    sealer: new Sealer(key('server to client')),
  }
}

function newKey(): KeyObject {
  return generateKeyPairSync('x25519').privateKey
}

function sharedSecret(privateKey: KeyObject, clientKey: Uint8Array): Buffer {
  try {
    const x = Buffer.from(clientKey).toString('base64url')
    const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x }, format: 'jwk' })
    return diffieHellman({ privateKey, publicKey })
  } catch (cause) {
    throw new ImError('BadRequest', { cause, detail: 'publicKey is no X25519 key' })
  }
}

function rawKey(key: KeyObject): Buffer {
  const { x = '' } = key.export({ format: 'jwk' })
  return Buffer.from(x, 'base64url')
}
