import { expect, it } from 'vitest'
import { enterByJson } from '../drivers/doors.ts'
import { startServer } from '../drivers/process.ts'

it('a backend reacts for a user and takes it back: everybody is told as if he had done it himself', async () => {
  await using server = await startServer()
  const [ann, ben] = [await enterByJson(server, 'ann'), await enterByJson(server, 'ben')]
  const group = await ann.createGroup('ben')
  await ben.expectNews('groups')
  const conversation = `group:${group}`
  const { stamp } = await ann.connection.ask('sendMessage', { to: conversation, body: 'we won' })
  await ben.expectMessage()
  const backend = await server.backend('read', 'write')
  const of = (user: string) => `/api/v1/users/${user}/conversations/${conversation}/messages/${stamp}`

  for (let twice = 0; twice < 2; twice++) await backend.do('PUT', `${of('ben')}/reactions/${encodeURIComponent('🎉')}`)
  expect(await ann.connection.event()).toMatchObject({ event: 'reactionChanged', stamp, by: 'ben', emoji: '🎉', on: true, count: 1 })
  await backend.do('PUT', `${of('ann')}/reactions/${encodeURIComponent('👍')}`)
  await backend.do('PUT', `${of('ann')}/reactions/${encodeURIComponent('🎉')}`)
  const items = await backend.all(`${of('ben')}/reactions`)
  expect(items.map(({ user, emoji }) => `${user} ${emoji}`)).toEqual(['ann 🎉', 'ben 🎉', 'ann 👍'])
  const ofOne = await backend.get(`${of('ann')}/reactions?emoji=${encodeURIComponent('👍')}`)
  expect(ofOne).toMatchObject({ items: [{ user: 'ann', at: expect.stringMatching(/Z$/) }], next: null })
  for (let twice = 0; twice < 2; twice++) await backend.do('DELETE', `${of('ann')}/reactions/${encodeURIComponent('🎉')}`)
  expect(await backend.all(`${of('ben')}/reactions`)).toHaveLength(2)

  expect(await backend.refused('PUT', `${of('ben')}/reactions/fine`)).toBe('400 BadRequest')
  expect(await backend.refused('PUT', `${of('nobody')}/reactions/${encodeURIComponent('👍')}`)).toBe('404 UserNotFound')
  expect(await backend.refused('GET', `${of('ben').replace(String(stamp), '1')}/reactions`)).toBe('404 MessageNotFound')
})

it('a backend pins for who may: the owner of a group, and not its members', async () => {
  await using server = await startServer()
  const [ann, ben] = [await enterByJson(server, 'ann'), await enterByJson(server, 'ben')]
  const conversation = `group:${await ann.createGroup('ben')}`
  await ben.expectNews('groups')
  const stamps: number[] = []
  for (const body of ['one', 'two']) stamps.push((await ann.connection.ask('sendMessage', { to: conversation, body })).stamp)
  for (const _ of stamps) await ben.expectMessage()
  const backend = await server.backend('read', 'write')
  const of = (user: string) => `/api/v1/users/${user}/conversations/${conversation}`

  for (const stamp of stamps) await backend.do('PUT', `${of('ann')}/messages/${stamp}/pin`)
  expect(await ben.connection.event()).toMatchObject({ event: 'pinChanged', by: 'ann', stamp: stamps[0], on: true })
  expect((await backend.get(`${of('ben')}/pins`)).items.map(({ body }: { body: string }) => body)).toEqual(['two', 'one'])
  expect(await backend.refused('PUT', `${of('ben')}/messages/${stamps[0]}/pin`)).toBe('403 GroupNotAllowed')
  expect(await backend.refused('DELETE', `${of('ben')}/messages/${stamps[0]}/pin`)).toBe('403 GroupNotAllowed')
  await backend.do('DELETE', `${of('ann')}/messages/${stamps[1]}/pin`)
  expect((await backend.get(`${of('ben')}/pins`)).items).toMatchObject([{ body: 'one' }])
})
