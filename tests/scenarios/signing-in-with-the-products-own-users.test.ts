import { generateKeyPairSync, sign } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { eventually } from '../drivers/deadline.ts'
import { runMagpie, Server, startServer } from '../drivers/process.ts'
import { expectOneClearSentence } from '../drivers/refusal.ts'
import { type Answer, OutsideService } from '../drivers/service.ts'

const password = 'correct horse'

it('the product’s service is asked who somebody is, and what it adds reaches the client', async () => {
  await using product = await OutsideService.open(() => ({ ok: true, extraData: '{"vip":true}' }))
  await using server = await startServer({ config: configFor(product.url) })

  expect(await attempt(server, 'newcomer', password)).toEqual({ code: 0, extraData: '{"vip":true}' })
  const asked = JSON.parse(product.questions[0]?.body ?? '')
  expect(asked).toMatchObject({ userId: 'newcomer', credential: password, deviceType: 'linux', address: '127.0.0.1' })
  expect((await server.run('user', 'list')).stdout).toContain('newcomer')
})

it('its refusals have their codes', async () => {
  await using product = await OutsideService.open(({ body }) => ({ ok: false, reason: JSON.parse(body).userId }))
  await using server = await startServer({ config: configFor(product.url) })

  expect(await attempt(server, 'wrong-credentials', password)).toMatchObject({ code: 21 })
  expect(await attempt(server, 'denied', password)).toMatchObject({ code: 23 })
  expect(await attempt(server, 'whatever', password)).toMatchObject({ code: 24 })
})

it.each<[string, Answer]>([
  ['does not answer', undefined],
  ['fails', 503],
  ['says neither yes nor no', {}],
])('while it %s nobody gets in, and clients come back by themselves (6)', async (_, answer) => {
  await using product = await OutsideService.open(() => answer)
  await using server = await startServer({ config: configFor(product.url, 1_000) })
  await server.run('user', 'add', '--user', 'dora', '--password', password)
  expect(await attempt(server, 'dora', password)).toMatchObject({ code: 6 })

  product.answer = () => ({ ok: true })
  await eventually(10_000, 'she gets in', async () => ((await attempt(server, 'dora', password)).code === 0 ? true : undefined))
})

it('tokens of our own are good without asking', async () => {
  await using product = await OutsideService.open(() => ({ ok: false }))
  await using server = await startServer({ config: configFor(product.url) })
  expect(await attempt(server, 'ann', server.token('ann'))).toMatchObject({ code: 0 })
  expect(product.questions).toEqual([])
})

it('what holds for one minute is not asked again, and nothing of it is logged', async () => {
  await using product = await OutsideService.open(() => ({ ok: true, extraData: 'for ann only' }))
  await using server = await startServer({ config: configFor(product.url), env: { MAGPIE_LOG_LEVEL: 'debug' } })
  for (let i = 0; i < 3; i++) expect(await attempt(server, 'ann', password)).toMatchObject({ code: 0 })
  expect(product.questions).toHaveLength(1)
  await server.stop()
  for (const secret of [password, 'for ann only']) expect(server.stderr).not.toContain(secret)
})

it('a token that the product’s backend has signed with its own key is good', async () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  await using server = new Server({})
  const file = join(server.folder, 'backend.pem')
  writeFileSync(file, publicKey.export({ type: 'spki', format: 'pem' }))
  await server.start({ env: { MAGPIE_AUTH_PUBLIC_KEY_FILE: file, MAGPIE_AUTH_ISSUER: 'shop' } })
  const token = (claims: object) => {
    const exp = Math.floor(Date.now() / 1000) + 60
    const signed = [{ alg: 'EdDSA' }, { sub: 'ann', exp, ...claims }].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    return `${signed.join('.')}.${sign(null, Buffer.from(signed.join('.')), privateKey).toString('base64url')}`
  }
  expect(await attempt(server, 'ann', token({ iss: 'shop' }))).toMatchObject({ code: 0 })
  expect(await attempt(server, 'ann', token({ iss: 'somebody' }))).toMatchObject({ code: 21 })
  expect(await attempt(server, 'ben', token({ iss: 'shop' }))).toMatchObject({ code: 21 })
  expect(await attempt(server, 'ann', server.token('ann'))).toMatchObject({ code: 0 })
})

it.each<[string, Record<string, string>]>([
  ['a service that is not configured', { MAGPIE_AUTH_PROVIDER: 'http' }],
  ['a key file that is not there', { MAGPIE_AUTH_PUBLIC_KEY_FILE: '/no/such/file' }],
  ['a key file without a key', { MAGPIE_AUTH_PUBLIC_KEY_FILE: '/dev/null' }],
])('%s stops the start', async (_, env) => {
  await using server = new Server({})
  expectOneClearSentence(await runMagpie(['serve'], { env, data: server.data }))
})

function configFor(url: string, timeoutMs = 5_000): string {
  return `services:
  auth:
    addresses: [${url}]
    timeoutMs: ${timeoutMs}
auth:
  provider: http
`
}

async function attempt(server: Server, user: string, secret: string): Promise<{ code: number; extraData: string }> {
  const client = await server.connect()
  const { errorCode, extraData } = await client.signIn(user, { password: secret })
  await client.close()
  return { code: errorCode.code, extraData }
}
