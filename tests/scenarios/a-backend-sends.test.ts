import { expect, it } from 'vitest'
import { shareServer } from '../drivers/shared-server.ts'

const server = shareServer()
const text = (words: string) => ({ kind: 'text', content: { text: words } })

it('a message by HTTP reaches the friend, the sender’s own devices, history and unread, and can be marked as read', async () => {
  const backend = await server().backend('read', 'write', 'send')
  const [ann, ben] = await server().friends('ann1', 'ben1')
  const sent = await backend.do('POST', '/api/v1/messages', {
    from: 'ann1',
    to: 'user:ben1',
    message: text('hello'),
    push: { title: 'Ann' },
  })
  expect(sent).toMatchObject({ conversation: 'user:ben1', seq: 1 })
  for (const phone of [ann, ben])
    expect(await phone.expectMessage()).toMatchObject({ from: 'ann1', content: 'hello', seqId: BigInt(sent.stamp) })

  const view = '/api/v1/users/ben1/conversations/user:ann1'
  expect((await backend.get(`${view}/messages`)).items).toMatchObject([
    { seq: 1, from: 'ann1', kind: 'text', body: 'hello', push: { title: 'Ann' } },
  ])
  expect(await backend.get('/api/v1/users/ben1/unread')).toEqual({ total: 1, conversations: [{ conversation: 'user:ann1', unread: 1 }] })
  expect(await backend.do('PUT', `${view}/read-mark`, { stamp: sent.stamp })).toEqual({ seq: 1, stamp: sent.stamp })
  expect(await ben.expectReadMark()).toMatchObject({ seqId: BigInt(sent.stamp) })
  expect((await backend.get('/api/v1/users/ben1/unread')).total).toBe(0)
  expect(await backend.get(`${view}/read-mark`)).toEqual({ seq: 1, stamp: sent.stamp })
})

it('a send that is repeated after a restart is stored once', async () => {
  const backend = await server().backend('read', 'write', 'send')
  for (const id of ['ann2', 'ben2']) await backend.do('POST', '/api/v1/users', { id })
  await backend.do('PUT', '/api/v1/users/ann2/friends/ben2', {})
  const send = async () =>
    backend.do('POST', '/api/v1/messages', { from: 'ann2', to: 'user:ben2', message: text('once') }, { 'idempotency-key': 'order-7' })
  const first = await send()
  expect(await send()).toEqual(first)
  await server().restart()
  const later = await server().backend('read', 'send')
  const again = await later.do(
    'POST',
    '/api/v1/messages',
    { from: 'ann2', to: 'user:ben2', message: text('once') },
    { 'idempotency-key': 'order-7' },
  )
  expect(again).toEqual(first)
  expect((await later.get('/api/v1/users/ben2/conversations/user:ann2/messages')).items).toHaveLength(1)
})

it('many are written to at once, each with a result of his own', async () => {
  const backend = await server().backend('read', 'write', 'send')
  for (const id of ['ann3', 'ben3', 'cas3']) await backend.do('POST', '/api/v1/users', { id })
  await backend.do('PUT', '/api/v1/users/ann3/friends/ben3', {})
  const group = await backend.do('POST', '/api/v1/groups', { owner: 'ann3', name: 'G', members: ['cas3'] })
  const to = ['user:ben3', 'user:cas3', `group:${group.id}`, 'user:nobody']
  const { results } = await backend.do('POST', '/api/v1/messages/batch', { from: 'ann3', to, message: text('news') })
  expect(
    results.map(({ to, sent, error }: { to: string; sent: object | null; error: { code: string } | null }) => [
      to,
      sent !== null,
      error?.code,
    ]),
  ).toEqual([
    ['user:ben3', true, undefined],
    ['user:cas3', false, 'NotFriends'],
    [`group:${group.id}`, true, undefined],
    ['user:nobody', false, 'NotFriends'],
  ])
  expect((await backend.get('/api/v1/users/cas3/unread')).conversations).toEqual([{ conversation: `group:${group.id}`, unread: 1 }])
})

it('every kind of content is checked, and stored as JSON', async () => {
  const backend = await server().backend('read', 'write', 'send')
  for (const id of ['ann4', 'ben4']) await backend.do('POST', '/api/v1/users', { id })
  await backend.do('PUT', '/api/v1/users/ann4/friends/ben4', {})
  const send = (message: object) => backend.ask('POST', '/api/v1/messages', { from: 'ann4', to: 'user:ben4', message })
  const good = [
    { kind: 'image', content: { url: 'https://x/i.png', width: 3, height: 4 } },
    { kind: 'voice', content: { url: 'https://x/v.amr', time: 5 } },
    { kind: 'video', content: { url: 'https://x/v.mp4', time: 5, size: 6 } },
    { kind: 'file', content: { url: 'https://x/f.pdf', name: 'f.pdf', size: 7 } },
    { kind: 'location', content: { lon: 13.4, lat: 52.5, title: 'Berlin' } },
    { kind: 'custom', content: { body: '{"mine":1}' } },
  ]
  for (const message of good) expect((await send(message)).status, message.kind).toBe(201)
  const { items } = await backend.get('/api/v1/users/ben4/conversations/user:ann4/messages')
  const bodies = items
    .reverse()
    .map(({ kind, body }: { kind: string; body: string }) => ({ kind, content: kind === 'custom' ? { body } : JSON.parse(body) }))
  expect(bodies).toEqual(good)

  const bad = [
    { kind: 'image', content: {} },
    { kind: 'file', content: { url: 'x', name: 'f' } },
    { kind: 'location', content: { lon: 200, lat: 0, title: 'x' } },
    { kind: 'text', content: { text: '' } },
    { kind: 'notice', content: { text: 'x' } },
  ]
  for (const message of bad) expect((await send(message)).status, JSON.stringify(message)).toBe(400)
  expect((await send(text('x'.repeat(65_537)))).body.error.code).toBe('MessageTooLong')
})

it('what a user may not write, his backend may not write for him', async () => {
  const backend = await server().backend('write', 'send')
  for (const id of ['ann5', 'ben5']) await backend.do('POST', '/api/v1/users', { id })
  const send = (from: string, to: string) => backend.refused('POST', '/api/v1/messages', { from, to, message: text('x') })
  expect(await send('ann5', 'user:ben5')).toBe('403 NotFriends')
  expect(await send('nobody', 'user:ben5')).toBe('404 UserNotFound')
  expect(await send('ann5', 'group:none')).toBe('404 GroupNotFound')
  expect(await send('ann5', 'ben5')).toBe('400 BadRequest')
  await backend.do('PUT', '/api/v1/users/ann5/friends/ben5', {})
  await backend.do('PUT', '/api/v1/users/ben5/blocks/ann5')
  expect(await send('ann5', 'user:ben5')).toBe('403 Blocked')
})

it('a message is overridden and revoked for everybody who has it', async () => {
  const backend = await server().backend('read', 'write', 'send')
  const [ann, ben] = await server().friends('ann6', 'ben6')
  const sent = await backend.do('POST', '/api/v1/messages', { from: 'ann6', to: 'user:ben6', message: text('helo') })
  for (const phone of [ann, ben]) await phone.expectMessage()
  const control = (body: object, user = 'ann6', peer = 'ben6') =>
    backend.ask('POST', `/api/v1/users/${user}/conversations/user:${peer}/messages/${sent.stamp}/control`, body)
  expect((await control({ action: 'override', body: 'hello' })).status).toBe(204)
  expect(await ben.expectControl()).toMatchObject({ content: 'hello' })
  expect((await control({ action: 'revoke' }, 'ben6', 'ann6')).body.error.code).toBe('ControlNotAllowed')
  expect((await control({ action: 'revoke' }, 'ben6', 'nobody')).body.error.code).toBe('NotInConversation')
  expect((await control({ action: 'revoke', operator: true })).body.error.code).toBe('ScopeMissing')
  expect((await control({ action: 'revoke' })).status).toBe(204)
  await ben.expectControl()
})

it('an application gives notice, and clients are told commands', async () => {
  const backend = await server().backend('read', 'write', 'send')
  const ann = await server().signIn('ann7')
  const notice = { app: 'shop', to: 'ann7', message: text('Your order is on its way.'), clientMessageId: 'n1' }
  const sent = await backend.do('POST', '/api/v1/notices', notice)
  expect(await backend.do('POST', '/api/v1/notices', notice)).toEqual(sent)
  expect(await ann.expectNotice()).toMatchObject({ content: 'Your order is on its way.' })
  expect((await backend.get('/api/v1/users/ann7/conversations')).items).toMatchObject([{ conversation: 'notice:shop', unread: 1 }])
  expect(await backend.refused('POST', '/api/v1/notices', { ...notice, to: 'nobody' })).toBe('404 UserNotFound')

  await backend.do('POST', '/api/v1/commands', { users: ['ann7'], command: 77, content: 'reload', id: 'c1' })
  expect(await ann.expectSync(77)).toBe('reload')
})
