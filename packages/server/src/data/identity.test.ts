import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../testing/temporary-folder.fixture.ts'
import { identityOf } from './identity.ts'
import { readOrMakeSecrets } from './secrets.ts'

const tokenSecret = Buffer.alloc(32, 1)

it('what the identity signs, its public key verifies, and it stays', () => {
  const folder = temporaryFolder()
  const { publicKey, sign } = identityOf(readOrMakeSecrets(folder))
  const x = Buffer.from(publicKey, 'base64').toString('base64url')
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
  expect(verify(null, Buffer.from('hello'), key, sign(Buffer.from('hello')))).toBe(true)
  expect(identityOf(readOrMakeSecrets(folder)).publicKey).toBe(publicKey)
})

it('a data folder from before there was an identity gets one, and keeps its other secrets', () => {
  const folder = temporaryFolder()
  const file = join(folder, 'secrets.json')
  writeFileSync(file, JSON.stringify({ tokenSecret: tokenSecret.toString('base64url') }))
  const secrets = readOrMakeSecrets(folder)
  expect([identityOf(secrets).publicKey.length, secrets.tokenSecret]).toEqual([44, tokenSecret])
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ tokenSecret: tokenSecret.toString('base64url') })
})

it('a key of another kind is refused, and nothing of it is shown (I16)', () => {
  const other = generateKeyPairSync('x25519').privateKey.export({ format: 'der', type: 'pkcs8' })
  for (const identityKey of [other, Buffer.from('garbage')]) {
    expect(() => identityOf({ tokenSecret, identityKey })).toThrow(/^identityKey in secrets.json is no Ed25519 key/)
  }
  expect(() => identityOf({ tokenSecret, identityKey: undefined })).toThrow('start it once')
})
