import { expect, it, vi } from 'vitest'
import type { Backend } from '../drivers/http.ts'
import { shareServer } from '../drivers/shared-server.ts'

const server = shareServer()
const text = (words: string) => ({ kind: 'text', content: { text: words } })

type Query = Readonly<Record<string, string>>

async function search(backend: Backend, user: string, query: Query): Promise<string[]> {
  const { items } = await backend.get(`/api/v1/users/${user}/search?${new URLSearchParams(query)}`)
  return items.map(({ body }: { body: string }) => body)
}

async function twoPeople(ann: string, ben: string) {
  const backend = await server().backend('read', 'write', 'send')
  for (const id of [ann, ben]) await backend.do('POST', '/api/v1/users', { id })
  await backend.do('PUT', `/api/v1/users/${ann}/friends/${ben}`, {})
  const say = (from: string, to: string, words: string) =>
    backend.do('POST', '/api/v1/messages', { from, to: `user:${to}`, message: text(words) })
  return { backend, say, searchAs: (user: string, query: Query) => search(backend, user, query) }
}

it('one finds Chinese and English in one’s own conversations, also after the server was killed, and not what was taken back', async () => {
  const { backend, say, searchAs } = await twoPeople('ann1', 'ben1')
  await say('ann1', 'ben1', '明天一起去海港吃午饭吗？')
  const sent = await say('ben1', 'ann1', 'Yes, at the harbour: 海港见')
  await vi.waitFor(async () => expect(await searchAs('ann1', { text: '海港' })).toHaveLength(2), { timeout: 20_000, interval: 100 })
  expect(await searchAs('ben1', { text: '午饭' })).toEqual(['明天一起去海港吃午饭吗？'])
  expect(await searchAs('ben1', { text: 'HARB' })).toEqual(['Yes, at the harbour: 海港见'])
  expect(await searchAs('ann1', { text: '海港', from: 'ben1', conversation: 'user:ben1' })).toEqual(['Yes, at the harbour: 海港见'])
  expect(await searchAs('ann1', { text: '港海' })).toEqual([])
  expect(await searchAs('ann1', { text: '海港', until: '2001-01-01T00:00:00.000Z' })).toEqual([])

  await backend.do('POST', `/api/v1/users/ben1/conversations/user:ann1/messages/${sent.stamp}/control`, { action: 'revoke' })
  expect(await searchAs('ann1', { text: '海港' })).toEqual(['明天一起去海港吃午饭吗？'])
  await server().kill()
  await server().start()
  const later = await server().backend('read')
  expect(await search(later, 'ann1', { text: '海港' })).toEqual(['明天一起去海港吃午饭吗？'])
})

it('nobody searches without a word, a person or a kind, nor where he is not', async () => {
  const { backend } = await twoPeople('ann2', 'ben2')
  await backend.do('POST', '/api/v1/users', { id: 'cleo2' })
  expect(await backend.refused('GET', '/api/v1/users/ann2/search?text=!')).toBe('400 BadRequest')
  expect(await backend.refused('GET', '/api/v1/users/cleo2/search?text=a1&conversation=group:none')).toBe('404 NotInConversation')
  expect(await backend.refused('GET', '/api/v1/users/nobody2/search?text=hello')).toBe('404 UserNotFound')
  expect((await backend.get('/api/v1/users/ann2/search?kind=image')).items).toEqual([])
})
