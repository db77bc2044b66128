import { expect, it } from 'vitest'
import { startServer } from '../drivers/process.ts'

it('where friends are asked first, a backend accepts and refuses for them', async () => {
  await using server = await startServer({ env: { MAGPIE_FRIENDS_POLICY: 'request' } })
  const backend = await server.backend('read', 'write')
  for (const id of ['nell', 'otto', 'pia']) await backend.do('POST', '/api/v1/users', { id })
  await backend.do('PUT', '/api/v1/users/nell/friends/pia', { remark: 'It is me, Nell' })
  await backend.do('PUT', '/api/v1/users/otto/friends/pia', {})
  const waiting = (await backend.get('/api/v1/users/pia/friend-requests')).items
  expect(waiting.map(({ from }: { from: string }) => from)).toEqual(['nell', 'otto'])

  await backend.do('POST', '/api/v1/users/pia/friend-requests/nell/accept', {})
  await backend.do('DELETE', '/api/v1/users/pia/friend-requests/otto')
  expect((await backend.get('/api/v1/users/pia/friends')).items).toMatchObject([{ user: 'nell' }])
  expect((await backend.get('/api/v1/users/pia/friend-requests')).items).toEqual([])
  expect(await backend.refused('POST', '/api/v1/users/pia/friend-requests/otto/accept', {})).toBe('404 FriendRequestNotFound')
})
