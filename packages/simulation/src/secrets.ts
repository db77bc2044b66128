import { generateKeyPairSync } from 'node:crypto'

/** Whoever signs in has a password, and nothing that is signed is compared with another run. */
export const secrets = {
  tokenSecret: Buffer.alloc(48, 1),
  identityKey: generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' }),
}
