import { expect, it } from 'vitest'
import { shareServer } from '../drivers/shared-server.ts'

const server = shareServer()

it('a user made by HTTP signs in with his password, until he is disabled', async () => {
  const backend = await server().backend('write')
  const made = await backend.do('POST', '/api/v1/users', { id: 'nell', name: 'Nell', password: 'correct horse' })
  expect(made).toMatchObject({ id: 'nell', name: 'Nell', hasPassword: true, disabled: false, profile: { nick: 'Nell' } })
  const client = await server().connect()
  expect((await client.signIn('nell', { password: 'correct horse' })).errorCode.code).toBe(0)

  await backend.do('PATCH', '/api/v1/users/nell', { disabled: true })
  await client.closed()
  const again = await server().connect()
  expect((await again.signIn('nell', { password: 'correct horse' })).errorCode.code).not.toBe(0)
  await backend.do('PATCH', '/api/v1/users/nell', { disabled: false })
  await backend.do('PUT', '/api/v1/users/nell/password', { password: 'battery staple' })
  const back = await server().connect()
  expect((await back.signIn('nell', { password: 'battery staple' })).errorCode.code).toBe(0)
})

it('users are listed page by page, each once, in the order in which they were made', async () => {
  const backend = await server().backend('read', 'write')
  for (const id of ['u1', 'u2', 'u3', 'ümlaut/with slash', '100%']) await backend.do('POST', '/api/v1/users', { id })
  const ids = async () =>
    (await backend.all('/api/v1/users')).map(({ id }) => id).filter((id) => !['ann', 'ben', 'olga', 'nell'].includes(id))
  expect(await ids()).toEqual(['u1', 'u2', 'u3', 'ümlaut/with slash', '100%'])
  expect(await backend.get(`/api/v1/users/${encodeURIComponent('ümlaut/with slash')}`)).toMatchObject({ id: 'ümlaut/with slash' })
  expect(await backend.get(`/api/v1/users/${encodeURIComponent('100%')}`)).toMatchObject({ id: '100%' })
})

it('a profile is changed field by field, and the birthday loses nothing', async () => {
  const backend = await server().backend('write', 'read')
  await backend.do('POST', '/api/v1/users', { id: 'zoe' })
  await backend.do('PATCH', '/api/v1/users/zoe/profile', { nick: 'Zoe', birthday: '-9223372036854775808' })
  await backend.do('PATCH', '/api/v1/users/zoe/profile', { status: 'away' })
  expect((await backend.get('/api/v1/users/zoe')).profile).toMatchObject({ nick: 'Zoe', birthday: '-9223372036854775808', status: 'away' })
})

it('what cannot be is refused, and says why', async () => {
  const backend = await server().backend('write')
  await backend.do('POST', '/api/v1/users', { id: 'taken' })
  expect(await backend.refused('POST', '/api/v1/users', { id: 'taken' })).toBe('409 UserExists')
  expect(await backend.refused('POST', '/api/v1/users', { id: 'x'.repeat(65) })).toBe('400 BadRequest')
  expect(await backend.refused('POST', '/api/v1/users', { id: 'a', admin: true })).toBe('400 BadRequest')
  expect(await backend.refused('PATCH', '/api/v1/users/nobody', { name: 'x' })).toBe('404 UserNotFound')
  expect(await backend.refused('PATCH', '/api/v1/users/taken/profile', { birthday: '9999999999999999999' })).toBe('400 BadRequest')
})
