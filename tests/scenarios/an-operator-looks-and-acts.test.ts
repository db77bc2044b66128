import { expect, it } from 'vitest'
import { eventually } from '../drivers/deadline.ts'
import { startServer } from '../drivers/process.ts'
import { shareServer } from '../drivers/shared-server.ts'

const server = shareServer()

it('who is connected is listed by user, id and node, and is ended', async () => {
  const backend = await server().backend('read', 'write')
  await server().signIn('ann1', { deviceType: 1, deviceId: 'phone' })
  const desktop = await server().signIn('ann1', { deviceType: 4, deviceId: 'desktop' })
  await server().signIn('ben1')
  const [first, second, ...more] = await backend.all('/api/v1/connections?user=ann1', 1)
  expect(more).toEqual([])
  expect(first).toMatchObject({
    user: 'ann1',
    device: { id: 'phone', type: 'ios' },
    address: '127.0.0.1',
    door: 'omtp',
    protocolVersion: '1',
  })
  expect(Math.abs(Date.parse(first.signedInAt) - Date.now())).toBeLessThan(60_000)

  const of = async (query: string) => (await backend.get(`/api/v1/connections?${query}`)).items
  expect(await of(`id=${second.id}`)).toEqual([second])
  expect(await of(`node=${second.node}&user=ann1`)).toEqual([first, second])
  expect(await of('node=elsewhere')).toEqual([])
  expect(await backend.refused('GET', '/api/v1/connections?user=nobody')).toBe('404 UserNotFound')

  await backend.do('DELETE', `/api/v1/connections/${second.id}`)
  await desktop.closed()
  expect(await of('user=ann1')).toEqual([first])
  expect(await backend.refused('DELETE', `/api/v1/connections/${second.id}`)).toBe('404 NotFound')
  await backend.do('DELETE', '/api/v1/users/ann1/connections')
  expect([await of('user=ann1'), (await of('user=ben1')).length]).toEqual([[], 1])
})

it('devices are listed with the latest first, and one is signed out', async () => {
  const backend = await server().backend('read', 'write')
  await server().signIn('ann2', { deviceType: 1, deviceId: 'phone' })
  const desktop = await server().signIn('ann2', { deviceType: 4, deviceId: 'desktop' })
  const devices = async () =>
    (await backend.get('/api/v1/users/ann2/devices')).items.map(({ device, online }: { device: { id: string }; online: boolean }) => [
      device.id,
      online,
    ])
  expect(await devices()).toEqual([
    ['desktop', true],
    ['phone', true],
  ])
  await backend.do('DELETE', '/api/v1/users/ann2/devices/windows/desktop')
  await desktop.closed()
  expect(await devices()).toEqual([
    ['desktop', false],
    ['phone', true],
  ])
  expect(await backend.refused('DELETE', '/api/v1/users/ann2/devices/windows/desktop')).toBe('404 NotFound')
})

it('a right is given and taken, everywhere or in one group', async () => {
  const backend = await server().backend('admin')
  const [ann] = await server().friends('ann3', 'ben3')
  const group = await ann.createGroup([], { name: 'Club' })
  const path = '/api/v1/users/ann3/rights'
  await backend.do('PUT', `${path}/notify`)
  await backend.do('PUT', `${path}/monitor?group=${group}`)
  expect((await backend.get(path)).items).toEqual([
    { right: 'notify', group: null },
    { right: 'monitor', group },
  ])
  expect((await ann.notify('ben3', 'hear')).errorCode.code).toBe(0)

  await backend.do('DELETE', `${path}/notify`)
  await backend.do('DELETE', `${path}/monitor?group=${group}`)
  expect((await backend.get(path)).items).toEqual([])
  expect((await ann.notify('ben3', 'hear')).errorCode.code).not.toBe(0)
  expect(await backend.refused('PUT', `${path}/rule`)).toBe('400 BadRequest')
  expect(await backend.refused('PUT', `${path}/notify?group=none`)).toBe('404 GroupNotFound')
  expect(await (await server().backend('read', 'write', 'send')).refused('PUT', `${path}/operate`)).toBe('403 ScopeMissing')
})

it('who is muted cannot write until he may again', async () => {
  const backend = await server().backend('read', 'write')
  const [ann] = await server().friends('ann4', 'ben4')
  await backend.do('PUT', '/api/v1/users/ann4/mute', { until: '2100-01-01T00:00:00.000Z' })
  expect(await backend.get('/api/v1/users/ann4/mute')).toEqual({ until: '2100-01-01T00:00:00.000Z' })
  expect((await ann.send('ben4', 'hi')).errorCode.code).not.toBe(0)
  await backend.do('PUT', '/api/v1/users/ann4/mute', { until: null })
  expect(await backend.get('/api/v1/users/ann4/mute')).toEqual({ until: null })
  expect((await ann.send('ben4', 'hi')).errorCode.code).toBe(0)
})

it('words are blocked at once, listed page by page and allowed again; no log knows them', async () => {
  const backend = await server().backend('admin')
  const [ann, ben] = await server().friends('ann5', 'ben5')
  const words = [
    { word: 'plughole', action: 'refuse' },
    { word: 'xyzzy', action: 'replace' },
    { word: '胡言乱语', action: 'replace' },
  ]
  await backend.do('PUT', '/api/v1/words', { words })
  expect(await backend.all('/api/v1/words')).toEqual(words)
  expect((await ann.send('ben5', 'a Plughole')).errorCode.code).toBe(10)
  await ann.send('ben5', 'say xyzzy 胡言乱语')
  expect((await ben.expectMessage()).content).toBe('say ***** ****')

  await backend.do('DELETE', `/api/v1/words?word=${encodeURIComponent('胡言乱语')}`)
  await backend.do('DELETE', '/api/v1/words?word=plughole')
  expect(await backend.all('/api/v1/words')).toEqual([words[1]])
  expect((await ann.send('ben5', 'a plughole')).errorCode.code).toBe(0)
  expect(
    await backend.refused('PUT', '/api/v1/words', {
      words: [
        { word: 'fine', action: 'refuse' },
        { word: ' ', action: 'refuse' },
      ],
    }),
  ).toBe('400 BadRequest')
  expect(await backend.all('/api/v1/words')).toEqual([words[1]])
  expect(JSON.stringify(await backend.all('/api/v1/audit', 200))).not.toMatch(/plughole|xyzzy/)
})

it('the requests of a user are logged while he is traced', async () => {
  const backend = await server().backend('admin')
  const ann = await server().signIn('ann6')
  await backend.do('PUT', '/api/v1/traces/ann6')
  expect((await backend.get('/api/v1/traces')).items).toEqual(['ann6'])
  await ann.friends()
  await eventually(5_000, 'a line of the request', () => (/"user":"ann6".*"msg":"request"/.test(server().stderr) ? true : undefined))
  await backend.do('DELETE', '/api/v1/traces/ann6')
  expect((await backend.get('/api/v1/traces')).items).toEqual([])
})

it('the journal is compacted when the operator wants it', async () => {
  const backend = await server().backend('admin')
  await backend.do('POST', '/api/v1/compactions')
  const done = await eventually(10_000, 'the end of the compaction', async () => {
    const status = await backend.get('/api/v1/compactions')
    return status.running ? undefined : status
  })
  expect(done).toMatchObject({ running: false, progress: null, last: { damaged: 0 } })
})

it('what changes something is in the audit log, newest first, with who did it', async () => {
  const backend = await server().backend('admin')
  const id = backend.key.split('_')[1]
  await backend.do('POST', '/api/v1/users', { id: 'ann8', password: 's3cret s3cret' })
  await backend.do('PUT', '/api/v1/users/ann8/mute', { until: '2100-01-01T00:00:00.000Z' })
  const mine = (await backend.all('/api/v1/audit', 3)).filter(({ actor }) => actor === `key:${id}`)
  expect(mine.map(({ action, subject }) => [action, subject])).toEqual([
    ['user.mute', 'user:ann8'],
    ['createUser', 'ann8'],
  ])
  expect(JSON.stringify(mine)).not.toContain('s3cret')
  expect(await (await server().backend('read', 'write', 'send')).refused('GET', '/api/v1/audit')).toBe('403 ScopeMissing')
})

it('who asks for what happened gets it hour by hour', async () => {
  await using server = await startServer()
  const [ann] = await server.friends('ann', 'ben')
  for (const text of ['one', 'two']) await ann.send('ben', text)
  const backend = await server.backend('read')
  const { items } = await eventually(10_000, 'both messages are counted', async () => {
    const found = await backend.get('/api/v1/statistics?per=day')
    return found.items.at(-1)?.messages[0]?.count === 2 ? found : undefined
  })
  expect(items.at(-1)).toMatchObject({
    messages: [{ kind: 'text', audience: 'single', door: 'omtp', count: 2 }],
    signIns: [{ result: 'ok', count: 2 }],
    activeConversations: 1,
    activeUsers: 2,
  })
  const far = 'from=2020-01-01T00:00:00.000Z&to=2026-01-01T00:00:00.000Z'
  expect(await backend.refused('GET', `/api/v1/statistics?per=hour&${far}`)).toBe('400 BadRequest')
})
