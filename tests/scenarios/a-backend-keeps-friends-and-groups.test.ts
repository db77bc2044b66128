import { expect, it } from 'vitest'
import type { Backend } from '../drivers/http.ts'
import { shareServer } from '../drivers/shared-server.ts'

const server = shareServer()

async function people(...names: readonly string[]): Promise<Backend> {
  const backend = await server().backend('read', 'write', 'send')
  for (const id of names) await backend.do('POST', '/api/v1/users', { id })
  return backend
}

it('friends are made, called by a remark, listed page by page and parted, and their devices are told', async () => {
  const backend = await people('ann1', 'ben1', 'cas1', 'dan1')
  const ben = await server().signIn('ben1')
  for (const friend of ['ben1', 'cas1', 'dan1']) await backend.do('PUT', `/api/v1/users/ann1/friends/${friend}`, { remark: `my ${friend}` })
  await ben.expectSync(1)
  await backend.do('PATCH', '/api/v1/users/ann1/friends/ben1', { remark: 'Benny' })
  const listed = await backend.all('/api/v1/users/ann1/friends')
  expect(listed.map(({ user, remark }) => [user, remark])).toEqual([
    ['ben1', 'Benny'],
    ['cas1', 'my cas1'],
    ['dan1', 'my dan1'],
  ])

  await backend.do('PUT', '/api/v1/users/ann1/friends/cas1/attributes/starred', { value: 'yes' })
  expect((await backend.get('/api/v1/users/ann1/friends/cas1/attributes')).attributes).toEqual({ REMARK: 'my cas1', starred: 'yes' })
  await backend.do('DELETE', '/api/v1/users/ann1/friends/ben1')
  await ben.expectSync(1)
  expect(await backend.all('/api/v1/users/ben1/friends')).toEqual([])
  expect(await backend.refused('PUT', '/api/v1/users/ann1/friends/nobody', {})).toBe('404 UserNotFound')
  expect(await backend.refused('PUT', '/api/v1/users/ann1/friends/ann1', {})).toBe('400 BadRequest')
})

it('who is blocked is listed until the block is lifted', async () => {
  const backend = await people('ann2', 'ben2')
  await backend.do('PUT', '/api/v1/users/ann2/blocks/ben2')
  expect((await backend.get('/api/v1/users/ann2/blocks')).items).toEqual(['ben2'])
  expect(await backend.refused('PUT', '/api/v1/users/ben2/friends/ann2', {})).toBe('403 Blocked')
  await backend.do('DELETE', '/api/v1/users/ann2/blocks/ben2')
  expect((await backend.get('/api/v1/users/ann2/blocks')).items).toEqual([])
})

it('a group lives: founded, changed, joined, muted, handed over, left and dismissed', async () => {
  const backend = await people('ann3', 'ben3', 'cas3', 'dan3')
  const made = await backend.do('POST', '/api/v1/groups', {
    id: 'club',
    owner: 'ann3',
    name: 'Club',
    members: ['ben3'],
    joinPolicy: 'open',
  })
  expect(made).toMatchObject({
    id: 'club',
    owner: 'ann3',
    size: 2,
    joinPolicy: 'open',
    historyForNewMembers: 'since-joining',
    muted: false,
  })
  await backend.do('PATCH', '/api/v1/groups/club', { muted: true, historyForNewMembers: 'all', limit: 4 })
  await backend.do('POST', '/api/v1/groups/club/members', { users: ['cas3', 'dan3'] })
  expect(
    await backend.refused('POST', '/api/v1/messages', {
      from: 'ben3',
      to: 'group:club',
      message: { kind: 'text', content: { text: 'x' } },
    }),
  ).toBe('403 GroupMuted')

  await backend.do('PATCH', '/api/v1/groups/club/members/cas3', { role: 'admin' })
  await backend.do('PATCH', '/api/v1/groups/club/members/ben3?as=cas3', { mutedUntil: '2100-01-01T00:00:00.000Z' })
  const members = await backend.all('/api/v1/groups/club/members')
  expect(members.map(({ user, role, mutedUntil }) => [user, role, mutedUntil])).toEqual([
    ['ann3', 'owner', null],
    ['ben3', 'member', '2100-01-01T00:00:00.000Z'],
    ['cas3', 'admin', null],
    ['dan3', 'member', null],
  ])
  expect(await backend.refused('DELETE', '/api/v1/groups/club?as=ben3')).toBe('403 NotGroupOwner')
  expect(await backend.refused('PATCH', '/api/v1/groups/club/members/ann3?as=cas3', { mutedUntil: null })).toBe('403 GroupNotAllowed')

  await backend.do('POST', '/api/v1/groups/club/transfer', { to: 'ben3' })
  await backend.do('DELETE', '/api/v1/groups/club/members/ann3?as=ann3')
  await backend.do('DELETE', '/api/v1/groups/club/members/dan3')
  expect(await backend.get('/api/v1/groups/club')).toMatchObject({ owner: 'ben3', size: 2 })
  expect((await backend.get('/api/v1/users/cas3/groups')).items).toMatchObject([{ id: 'club' }])
  await backend.do('DELETE', '/api/v1/groups/club')
  expect(await backend.refused('GET', '/api/v1/groups/club')).toBe('404 GroupNotFound')
  expect((await backend.all('/api/v1/groups')).filter(({ id }) => id === 'club')).toEqual([])
})

it('a user’s list of conversations has attributes, pages, and lets go of what he removes', async () => {
  const backend = await people('ann4', 'ben4', 'cas4', 'dan4')
  for (const peer of ['ben4', 'cas4', 'dan4']) {
    await backend.do('PUT', `/api/v1/users/ann4/friends/${peer}`, {})
    await backend.do('POST', '/api/v1/messages', { from: peer, to: 'user:ann4', message: { kind: 'text', content: { text: 'hi' } } })
  }
  const path = '/api/v1/users/ann4/conversations'
  await backend.do('PUT', `${path}/user:ben4/attributes/pinned`, { value: '1' })
  const listed = await backend.all(path)
  expect(listed.map(({ conversation, unread, attributes }) => [conversation, unread, attributes])).toEqual([
    ['user:cas4', 1, {}],
    ['user:dan4', 1, {}],
    ['user:ben4', 1, { pinned: '1' }],
  ])
  expect(await backend.refused('GET', `${path}/user:eve/messages`)).toBe('404 NotInConversation')
  expect(await backend.refused('GET', `${path}/nonsense/messages`)).toBe('400 BadRequest')
})
