import { expect, it } from 'vitest'
import { startServer } from '../drivers/process.ts'
import { shareServer } from '../drivers/shared-server.ts'

const server = shareServer()

it('a setting that is changed holds at once, and after kill -9, until it is reset', async () => {
  await using server = await startServer({ config: 'chat:\n  policy: friends\n' })
  const path = '/api/v1/settings/chat.policy'
  const backend = await server.backend('admin')
  const [cas, dora] = [await server.signIn('cas'), await server.signIn('dora')]
  expect((await cas.send('dora', 'stranger')).errorCode.code).not.toBe(0)
  expect(await backend.do('PUT', path, { value: 'anyone' })).toMatchObject({ value: 'anyone', configured: 'friends', source: 'changed' })
  expect((await cas.send('dora', 'hello')).errorCode.code).toBe(0)
  expect((await dora.expectMessage()).content).toBe('hello')

  await server.restart()
  const later = await server.backend('admin')
  expect(await later.get(path)).toMatchObject({ value: 'anyone', source: 'changed', live: true })
  const [eve] = [await server.signIn('eve'), await server.signIn('fay')]
  expect((await eve.send('fay', 'hello')).errorCode.code).toBe(0)
  await later.do('DELETE', path)
  expect(await later.get(path)).toMatchObject({ value: 'friends', source: 'file' })
  expect((await eve.send('cas', 'hello')).errorCode.code).not.toBe(0)
})

it('limits and the level of the log change at once', async () => {
  const backend = await server().backend('admin')
  const set = (key: string, value: string) => backend.do('PUT', `/api/v1/settings/${key}`, { value })
  const [ann] = await server().friends('ann1', 'ben1')
  await set('limits.messagesPerUser', '1')
  const codes = [(await ann.send('ben1', 'one')).errorCode.code, (await ann.send('ben1', 'two')).errorCode.code]
  expect(codes).toEqual([0, 7])
  await set('limits.messagesPerUser', '100000')
  expect((await ann.send('ben1', 'three')).errorCode.code).toBe(0)

  await set('limits.requestsPerKey', '1000')
  expect((await backend.ask('GET', '/api/v1/settings')).headers.get('ratelimit-limit')).toBe('4000')
  await set('log.level', 'error')
  const lines = server().stderr.length
  await backend.get('/api/v1/settings/log.level')
  expect(server().stderr.length).toBe(lines)
  await backend.do('DELETE', '/api/v1/settings/log.level')
})

it('all settings are listed with their source, and secrets are not among them', async () => {
  const backend = await server().backend('admin')
  const { items } = await backend.get('/api/v1/settings')
  const of = (key: string) => items.find((setting: { key: string }) => setting.key === key)
  expect(of('http.host')).toMatchObject({ value: '127.0.0.1', default: '127.0.0.1', source: 'default', live: false })
  expect(of('omtp.port')).toMatchObject({ value: '0', default: '7100', source: 'environment' })
  expect(of('data')).toMatchObject({ source: 'flag' })
  expect(items.map(({ key }: { key: string }) => key).join(' ')).not.toMatch(/secret|password/i)
  const reader = await server().backend('read', 'write', 'send')
  expect(await reader.refused('GET', '/api/v1/settings')).toBe('403 ScopeMissing')
})

it.each([
  ['chat.policy', 'nobody', '400 BadRequest'],
  ['limits.friends', '-1', '400 BadRequest'],
  ['http.port', '7181', '400 BadRequest'],
  ['no.such', '1', '404 NotFound'],
])('%s cannot become %s', async (key, value, refusal) => {
  const backend = await server().backend('admin')
  const before = await backend.get('/api/v1/settings')
  expect(await backend.refused('PUT', `/api/v1/settings/${key}`, { value })).toBe(refusal)
  expect(await backend.get('/api/v1/settings')).toEqual(before)
})
