import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto'
import { StartError } from '../start-error.ts'
import type { Secrets } from './secrets.ts'

/** By which clients know this server. */
export interface Identity {
  /** Ed25519, 32 bytes in base64: clients keep it. */
  readonly publicKey: string
  sign(bytes: Uint8Array): Buffer
}

/** Throws `StartError` when no usable key was made. */
export function identityOf({ identityKey }: Secrets): Identity {
  const privateKey = readKey(identityKey)
  const { x = '' } = createPublicKey(privateKey).export({ format: 'jwk' })
  return {
    publicKey: Buffer.from(x, 'base64url').toString('base64'),
    sign: (bytes) => sign(null, bytes, privateKey),
  }
}

function readKey(identityKey: Uint8Array | undefined): KeyObject {
  if (identityKey === undefined) throw new StartError('the server has no identity yet; start it once to make one')
  try {
    const key = createPrivateKey({ key: Buffer.from(identityKey), format: 'der', type: 'pkcs8' })
    if (key.asymmetricKeyType === 'ed25519') return key
  } catch {
    // told below; what is wrong with a private key is nobody's business
  }
  throw new StartError(
    'identityKey in secrets.json is no Ed25519 key; take it out to have a new one made (clients then have to be told the new identity)',
  )
}
