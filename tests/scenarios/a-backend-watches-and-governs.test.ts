import { expect, it } from 'vitest'
import { shareServer } from '../drivers/shared-server.ts'

const server = shareServer()

it('connections are listed by user and id, and ended', async () => {
  const backend = await server().backend('admin')
  const [phone, tablet] = [
    await server().signIn('ann1', { deviceType: 1, deviceId: 'p1' }),
    await server().signIn('ann1', { deviceType: 2, deviceId: 't1' }),
  ]
  const listed = await backend.all('/api/v1/connections', 1)
  expect(listed.map(({ user, device, door, node }) => [user, device.id, door, node])).toEqual([
    ['ann1', 'p1', 'omtp', 'local'],
    ['ann1', 't1', 'omtp', 'local'],
  ])
  const [{ id }] = listed
  expect((await backend.get(`/api/v1/connections?id=${id}`)).items).toHaveLength(1)
  expect((await backend.get('/api/v1/connections?user=ann1&node=elsewhere')).items).toEqual([])
  await backend.do('DELETE', `/api/v1/connections/${id}`)
  await phone.closed()
  expect(await backend.refused('DELETE', `/api/v1/connections/${id}`)).toBe('404 NotFound')

  const type = (await backend.get('/api/v1/users/ann1/devices')).items.find(({ device }: { device: { id: string } }) => device.id === 't1')
    .device.type
  await backend.do('DELETE', `/api/v1/users/ann1/devices/${type}/t1`)
  await tablet.closed()
  expect((await backend.get('/api/v1/connections?user=ann1')).items).toEqual([])
  expect((await backend.get('/api/v1/users/ann1/devices')).items).toHaveLength(2)
})

it('tokens are minted and revoked, one or all, which ends connections at once and for good', async () => {
  const backend = await server().backend('write')
  const signIn = async (token: string) => {
    const client = await server().connect()
    const { errorCode } = await client.signIn('ann2', { password: token })
    return { client, code: errorCode.code }
  }
  const mint = async (): Promise<string> => (await backend.do('POST', '/api/v1/users/ann2/tokens', { expiresInSeconds: 600 })).token
  const jtiOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).jti
  const [one, two] = [await mint(), await mint()]
  const { client, code } = await signIn(one)
  expect(code).toBe(0)

  await backend.do('DELETE', `/api/v1/users/ann2/tokens/${jtiOf(one)}`)
  await client.closed()
  expect([(await signIn(one)).code, (await signIn(two)).code]).toEqual([21, 0])
  await backend.do('DELETE', '/api/v1/users/ann2/tokens')
  expect((await signIn(two)).code).toBe(21)
  await server().restart()
  expect([(await signIn(one)).code, (await signIn(two)).code]).toEqual([21, 21])
  const later = await server().backend('write')
  const { token } = await later.do('POST', '/api/v1/users/ann2/tokens', {})
  expect((await signIn(token)).code).toBe(0)
})

it('sign-ins, deeds and numbers can be looked up', async () => {
  const backend = await server().backend('admin')
  await backend.do('POST', '/api/v1/users', { id: 'ann3', password: 'right' })
  const client = await server().connect()
  await client.signIn('ann3', { password: 'wrong' })
  await server().signIn('ann3')
  const signIns = await backend.get('/api/v1/sign-ins?user=ann3')
  expect(signIns.items.map(({ result, door }: { result: string; door: string }) => [result, door])).toEqual([
    ['ok', 'omtp'],
    ['WrongCredentials', 'omtp'],
  ])
  const [deed] = (await backend.get('/api/v1/audit?limit=1')).items
  expect(deed).toMatchObject({ action: 'createUser', subject: 'ann3', detail: '' })
  expect(deed.actor).toMatch(/^key:[0-9a-f]{12}$/)

  const [from, to] = [new Date(Date.now() - 86_400_000).toISOString(), new Date(Date.now() + 86_400_000).toISOString()]
  await expect
    .poll(async () => (await backend.get(`/api/v1/statistics?from=${from}&to=${to}&per=day`)).items.at(-1)?.newUsers ?? 0)
    .toBeGreaterThan(0)
  expect(await backend.refused('GET', `/api/v1/statistics?from=2000-01-01T00:00:00.000Z&to=${to}&per=hour`)).toBe('400 BadRequest')
})

it('rights are given and taken, users are muted, words are blocked, each with who did it', async () => {
  const backend = await server().backend('admin')
  const [ann] = await server().friends('ann4', 'ben4')
  await backend.do('PUT', '/api/v1/users/ann4/rights/notify')
  expect((await backend.get('/api/v1/users/ann4/rights')).items).toEqual(['notify'])
  expect((await ann.notify('ben4', 'news')).errorCode.code).toBe(0)
  await backend.do('DELETE', '/api/v1/users/ann4/rights/notify')
  expect((await ann.notify('ben4', 'news')).errorCode.code).not.toBe(0)

  await backend.do('PUT', '/api/v1/users/ann4/mute', { until: '2100-01-01T00:00:00.000Z' })
  expect(await backend.get('/api/v1/users/ann4/mute')).toEqual({ until: '2100-01-01T00:00:00.000Z' })
  expect((await ann.send('ben4', 'hello')).errorCode.code).toBe(43)
  await backend.do('PUT', '/api/v1/users/ann4/mute', { until: null })
  await backend.do('PUT', '/api/v1/words', { word: 'weasel', action: 'refuse' })
  expect((await backend.get('/api/v1/words')).items).toEqual([{ word: 'weasel', action: 'refuse' }])
  expect((await ann.send('ben4', 'you weasel')).errorCode.code).toBe(10)
  await backend.do('PUT', '/api/v1/words', { word: 'weasel', action: null })
  expect((await ann.send('ben4', 'you weasel')).errorCode.code).toBe(0)
  const deeds = (await backend.get('/api/v1/audit?limit=6')).items.map(({ action }: { action: string }) => action)
  expect(deeds).toEqual(['word.change', 'word.change', 'user.mute', 'user.mute', 'right.revoke', 'right.grant'])
})

it('departments are a tree, which survives kill -9', async () => {
  const backend = await server().backend('read', 'write')
  await backend.do('PUT', '/api/v1/departments/birds', { name: 'Birds' })
  await backend.do('PUT', '/api/v1/departments/nests', { name: 'Nests', parent: 'birds' })
  expect(await backend.refused('DELETE', '/api/v1/departments/birds')).toBe('400 BadRequest')
  await server().restart()
  const later = await server().backend('read', 'write')
  expect((await later.get('/api/v1/departments')).items).toEqual([
    { id: 'birds', parent: '', name: 'Birds', rank: 0 },
    { id: 'nests', parent: 'birds', name: 'Nests', rank: 0 },
  ])
  await later.do('DELETE', '/api/v1/departments/nests')
})
