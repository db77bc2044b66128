import { createHmac } from 'node:crypto'
import { expect, it } from 'vitest'
import { ann, ben } from '../testing/writers.fixture.ts'
import { looksLikeToken, Tokens } from './tokens.ts'

const secret = Buffer.alloc(32, 1)
const now = Date.UTC(2026, 0, 1)
const seconds = now / 1000
const valid = { user: ann, issuedAt: seconds, expiresAt: seconds + 60 }

it('a token signs its user in until it expires', async () => {
  const tokens = new Tokens(secret)
  const token = await tokens.sign(valid)
  expect(looksLikeToken(token)).toBe(true)

  await expect(tokens.verify(token, ann, now + 59_000)).resolves.toEqual({ id: expect.any(String), issuedAt: seconds })
  await expect(tokens.verify(token, ann, now + 60_000)).rejects.toMatchObject({ name: 'WrongCredentials' })
})

it('a token of somebody else is refused (I5)', async () => {
  const tokens = new Tokens(secret)
  await expect(tokens.verify(await tokens.sign(valid), ben, now)).rejects.toMatchObject({ name: 'WrongCredentials' })
})

it('a token signed with another key is refused', async () => {
  const forged = await new Tokens(Buffer.alloc(32, 2)).sign(valid)
  await expect(new Tokens(secret).verify(forged, ann, now)).rejects.toMatchObject({ name: 'WrongCredentials' })
})

it.each([
  ['without an algorithm', { alg: 'none' }, { sub: 'ann', exp: seconds + 60 }],
  ['with an algorithm that is not ours', { alg: 'HS384' }, { sub: 'ann', exp: seconds + 60 }],
  ['that never expires', { alg: 'HS256' }, { sub: 'ann' }],
  ['without a user', { alg: 'HS256' }, { exp: seconds + 60 }],
  ['whose user is no text', { alg: 'HS256' }, { sub: 7, exp: seconds + 60 }],
  ['whose end is no number', { alg: 'HS256' }, { sub: 'ann', exp: `${seconds + 60}` }],
  ['that is good later only', { alg: 'HS256' }, { sub: 'ann', exp: seconds + 60, nbf: seconds + 1 }],
  ['whose beginning is no number', { alg: 'HS256' }, { sub: 'ann', exp: seconds + 60, nbf: 'soon' }],
  ['whose issue is no number', { alg: 'HS256' }, { sub: 'ann', exp: seconds + 60, iat: 'now' }],
  ['with something critical that nobody knows', { alg: 'HS256', crit: ['exp'], exp: 1 }, { sub: 'ann', exp: seconds + 60 }],
  ['that claims a list', { alg: 'HS256' }, ['ann', seconds + 60]],
])('a token %s is refused, even if the key is ours', async (_, header, claims) => {
  const verified = new Tokens(secret).verify(handMade(header, claims), ann, now)
  await expect(verified).rejects.toMatchObject({ name: 'WrongCredentials' })
})

it('the same made by hand with the right claims is accepted', async () => {
  const token = handMade({ alg: 'HS256' }, { sub: 'ann', exp: seconds + 60 })
  await expect(new Tokens(secret).verify(token, ann, now)).resolves.toEqual({ id: undefined, issuedAt: undefined })
})

it.each([
  ['of the signature are missing', (token: string) => token.slice(0, -2)],
  ['are added to the signature', (token: string) => `${token}AA`],
  ['of the signature are others', (token: string) => `${token.slice(0, -8)}AAAAAAAA`],
  ['of the claims are others', (token: string) => token.replace(/\..{4}/, '.eyJ0')],
  ['are no base64url', (token: string) => `${token}=`],
])('a token is refused when letters %s', async (_, spoil) => {
  const token = handMade({ alg: 'HS256' }, { sub: 'ann', exp: seconds + 60 })
  await expect(new Tokens(secret).verify(spoil(token), ann, now)).rejects.toMatchObject({ name: 'WrongCredentials' })
})

it('a header that was good once makes no other token good, and a bad one is refused behind a good one', async () => {
  const tokens = new Tokens(secret)
  const claims = { sub: 'ann', exp: seconds + 60 }
  const good = handMade({ alg: 'HS256' }, claims)
  await expect(tokens.verify(good, ann, now)).resolves.toBeDefined()
  const refused = { name: 'WrongCredentials' }
  await expect(tokens.verify(`${good.slice(0, -8)}AAAAAAAA`, ann, now)).rejects.toMatchObject(refused)
  await expect(tokens.verify(handMade({ alg: 'HS256' }, { sub: 'ben', exp: seconds + 60 }), ann, now)).rejects.toMatchObject(refused)
  await expect(tokens.verify(handMade({ alg: 'none' }, claims), ann, now)).rejects.toMatchObject(refused)
  await expect(tokens.verify(handMade({ alg: 'HS256', crit: ['exp'] }, claims), ann, now)).rejects.toMatchObject(refused)
  await expect(tokens.verify(good, ann, now)).resolves.toBeDefined()
})

it('a token whose claims are no UTF-8 is refused', async () => {
  const payload = Buffer.concat([Buffer.from(`{"sub":"ann","exp":${seconds + 60},"x":"`), Buffer.of(0xff), Buffer.from('"}')])
  const token = signed(Buffer.from('{"alg":"HS256"}'), payload)
  await expect(new Tokens(secret).verify(token, ann, now)).rejects.toMatchObject({ name: 'WrongCredentials' })
})

it('the refusal says nothing of the token (I16)', async () => {
  const token = handMade({ alg: 'none' }, { sub: 'ann', exp: seconds + 60 })
  await expect(new Tokens(secret).verify(token, ann, now)).rejects.toThrow('unknown user or wrong password or token')
})

it('passwords do not look like tokens', () => {
  for (const password of ['', 'secret', 'a.b.c', 'eyJhbGciOiJub25lIn0.e30.']) expect(looksLikeToken(password)).toBe(false)
})

function handMade(header: object, claims: object): string {
  const hash = 'alg' in header && header.alg === 'HS384' ? 'sha384' : 'sha256'
  return signed(Buffer.from(JSON.stringify(header)), Buffer.from(JSON.stringify(claims)), hash)
}

function signed(header: Buffer, claims: Buffer, hash = 'sha256'): string {
  const input = `${header.toString('base64url')}.${claims.toString('base64url')}`
  return `${input}.${createHmac(hash, secret).update(input).digest('base64url')}`
}
