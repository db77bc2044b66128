import { randomBytes } from 'node:crypto'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { type Server, startServer } from '../drivers/process.ts'
import { mintToken } from '../drivers/token.ts'

async function attempt(server: Server, user: string, password: string): Promise<number> {
  const client = await server.connect()
  const { errorCode } = await client.signIn(user, { password })
  if (errorCode.code !== 0) await client.closed()
  await client.close()
  return errorCode.code
}

it('a password signs in, a wrong one does not', async () => {
  await using server = await startServer()
  await server.run('user', 'add', '--user', 'dora', '--password', 'correct horse')

  expect(await attempt(server, 'dora', 'correct horse')).toBe(0)
  expect(await attempt(server, 'dora', 'wrong horse')).toBe(21)
  expect(await attempt(server, 'nobody', 'correct horse')).toBe(21)
})

it('a token of an unknown user creates the user', async () => {
  await using server = await startServer()

  expect(await attempt(server, 'newcomer', server.token('newcomer'))).toBe(0)

  expect((await server.run('user', 'list')).stdout).toContain('newcomer')
})

it('a token that expired, was forged or is another’s does not sign in', async () => {
  await using server = await startServer()
  const [header, , signature] = server.token('ann').split('.')
  const claims = Buffer.from(JSON.stringify({ sub: 'ann', iat: 0, exp: 99_999_999_999 })).toString('base64url')
  const unsigned = Buffer.from(JSON.stringify({ alg: 'none', typ: 'JWT' })).toString('base64url')

  expect(await attempt(server, 'a1', mintToken('a1', server.data, { expiresInSeconds: -60 }))).toBe(21)
  expect(await attempt(server, 'a2', mintToken('a2', server.data, { secret: randomBytes(32) }))).toBe(21)
  expect(await attempt(server, 'a3', server.token('ann'))).toBe(21)
  expect(await attempt(server, 'ann', `${header}.${claims}.${signature}`)).toBe(21)
  expect(await attempt(server, 'ann', `${unsigned}.${claims}.`)).toBe(21)
})

it('a disabled user gets 23', async () => {
  await using server = await startServer()
  await server.run('user', 'add', '--user', 'dora', '--password', 'correct horse')
  expect((await server.run('user', 'disable', '--user', 'dora')).code).toBe(0)

  expect(await attempt(server, 'dora', 'correct horse')).toBe(23)
  expect(await attempt(server, 'dora', server.token('dora'))).toBe(23)
})

it('after five failures even the right password has to wait, and other users need not', async () => {
  await using server = await startServer()
  await server.run('user', 'add', '--user', 'dora', '--password', 'correct horse')
  for (let i = 0; i < 5; i++) expect(await attempt(server, 'dora', 'wrong horse')).toBe(21)

  expect(await attempt(server, 'dora', 'correct horse')).not.toBe(0)
  expect(await attempt(server, 'ann', server.token('ann'))).toBe(0)
})

it('too many attempts from one address are limited', async () => {
  await using server = await startServer({ env: { MAGPIE_LIMITS_SIGN_IN_ATTEMPTS_PER_ADDRESS: '3' } })
  const token = server.token('ann')

  const codes = await Promise.all(Array.from({ length: 12 }, () => attempt(server, 'ann', token)))

  expect(codes.filter((code) => code === 0).length).toBeGreaterThanOrEqual(1)
  expect(codes.filter((code) => code !== 0).length).toBeGreaterThanOrEqual(1)
})

it('the secrets are readable by their owner alone', async () => {
  await using server = await startServer()

  expect(statSync(join(server.data, 'secrets.json')).mode & 0o777).toBe(0o600)
})

it('neither passwords nor tokens nor texts are logged', async () => {
  await using server = await startServer({ env: { MAGPIE_LOG_LEVEL: 'debug' } })
  await server.run('user', 'add', '--user', 'dora', '--password', 'correct horse')
  await attempt(server, 'dora', 'wrong horse')
  const token = server.token('ann')
  await attempt(server, 'ann', token)
  const [ann] = await server.friends('ann', 'bob')
  await ann.send('bob', 'a private text')
  await server.stop()

  for (const secret of ['wrong horse', 'correct horse', token, 'a private text']) expect(server.stderr).not.toContain(secret)
})
