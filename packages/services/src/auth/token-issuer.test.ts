import { createHmac, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { SignJWT } from 'jose'
import { expect, it } from 'vitest'
import { ann } from '../testing/writers.fixture.ts'
import { parsePublicKey } from './token-issuer.ts'
import { Tokens } from './tokens.ts'

const secret = Buffer.alloc(32, 1)
const now = Date.UTC(2026, 0, 1)
const wrong = { name: 'WrongCredentials' }

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const ed = generateKeyPairSync('ed25519')

it.each([
  ['RS256', rsa],
  ['ES256', ec],
  ['EdDSA', ed],
])('a token that the product’s backend has signed (%s) counts as ours, and ours still do', async (alg, pair) => {
  const tokens = tokensFor(pair.publicKey)
  expect(await tokens.verify(await signed(alg, pair.privateKey), ann, now)).toEqual({ id: 'jti-1', issuedAt: now / 1000 })
  const ours = await tokens.sign({ user: ann, issuedAt: now / 1000, expiresAt: now / 1000 + 60 })
  expect(await tokens.verify(ours, ann, now)).toMatchObject({ issuedAt: now / 1000 })
})

it('without such a key it does not', async () => {
  await expect(new Tokens(secret).verify(await signed('ES256', ec.privateKey), ann, now)).rejects.toMatchObject(wrong)
})

it.each([
  ['with another key', async () => signed('ES256', generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey)],
  ['with another algorithm of the same key', async () => signed('PS256', rsa.privateKey)],
  ['with the public key as a shared secret', async () => byHand('HS256', pemOf(rsa.publicKey))],
  ['with nothing', async () => `${byHand('none', 'x').split('.').slice(0, 2).join('.')}.`],
  ['with nothing, but something in place of the signature', async () => byHand('none', 'x')],
])('a token signed %s is refused', async (_, make) => {
  const token = await make()
  for (const { publicKey } of [rsa, ec]) await expect(tokensFor(publicKey).verify(token, ann, now)).rejects.toMatchObject(wrong)
})

it('issuer and audience must be the configured ones, of tokens of others only', async () => {
  const tokens = tokensFor(ec.publicKey, { issuer: 'shop', audience: 'chat' })
  const of = (claims: object) => signed('ES256', ec.privateKey, claims).then((token) => tokens.verify(token, ann, now))
  await expect(of({ iss: 'shop', aud: 'chat' })).resolves.toBeDefined()
  await expect(of({ iss: 'shop', aud: ['mail', 'chat'] })).resolves.toBeDefined()
  for (const claims of [{}, { iss: 'shop' }, { aud: 'chat' }, { iss: 'shop', aud: 'mail' }, { iss: 'shop2', aud: 'chat' }]) {
    await expect(of(claims)).rejects.toMatchObject(wrong)
  }
  const ours = await tokens.sign({ user: ann, issuedAt: now / 1000, expiresAt: now / 1000 + 60 })
  await expect(tokens.verify(ours, ann, now)).resolves.toBeDefined()
})

it.each([
  ['a private key', ec.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), 'is a private key'],
  ['a short key', pemOf(generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey), 'has fewer than 2048 bits'],
  ['another curve', pemOf(generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey), 'is not on the curve P-256'],
  ['another kind', pemOf(generateKeyPairSync('x25519').publicKey), 'is neither RSA nor P-256 nor Ed25519'],
  ['no key', 'hello', 'is no public key in PEM'],
])('%s is refused when the server starts', (_, pem, reason) => {
  expect(() => parsePublicKey(pem)).toThrow(reason)
})

function tokensFor(publicKey: KeyObject, { issuer, audience }: { issuer?: string; audience?: string } = {}) {
  return new Tokens(secret, { ...parsePublicKey(pemOf(publicKey)), issuer, audience })
}

function pemOf(key: KeyObject): string {
  return key.export({ type: 'spki', format: 'pem' }).toString()
}

function signed(alg: string, key: KeyObject, claims: object = {}): Promise<string> {
  return new SignJWT({ sub: 'ann', iat: now / 1000, exp: now / 1000 + 60, jti: 'jti-1', ...claims }).setProtectedHeader({ alg }).sign(key)
}

function byHand(alg: string, key: string): string {
  const parts = [{ alg }, { sub: 'ann', exp: now / 1000 + 60 }].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
  return `${parts.join('.')}.${createHmac('sha256', key).update(parts.join('.')).digest('base64url')}`
}
