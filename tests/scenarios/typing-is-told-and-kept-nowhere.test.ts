import { expect, it } from 'vitest'
import { enterByJson } from '../drivers/doors.ts'
import { shareServer } from '../drivers/shared-server.ts'

const server = shareServer()

it('who is writing is told to the other one, and not to who comes later', async () => {
  const [ann, ben] = [await enterByJson(server(), 'ann'), await enterByJson(server(), 'ben')]
  await ann.addFriend('ben')
  await ben.expectNews('friends')

  await ann.connection.ask('setTyping', { conversation: 'user:ben', on: true })
  expect(await ben.connection.told('typing')).toEqual({ event: 'typing', conversation: 'user:ann', user: 'ann', on: true })
  await ann.connection.ask('setTyping', { conversation: 'user:ben', on: false })
  expect(await ben.connection.told('typing')).toMatchObject({ on: false })
  await ann.connection.toldNothing()

  const syncing = await enterByJson(server(), 'ben', { type: 'ios', list: false })
  await ann.connection.ask('setTyping', { conversation: 'user:ben', on: true })
  await ben.connection.told('typing')
  await syncing.list()
  await syncing.connection.toldNothing()
})

it('who was blocked tells nobody that he is writing', async () => {
  const [cas, dan] = [await enterByJson(server(), 'cas'), await enterByJson(server(), 'dan')]
  await cas.addFriend('dan')
  await dan.connection.ask('blockUser', { user: 'cas' })
  expect(await cas.connection.reply('setTyping', { conversation: 'user:dan', on: true })).toMatchObject({ error: { code: 'Blocked' } })
  expect(await dan.connection.reply('setTyping', { conversation: 'user:cas', on: true })).toMatchObject({ error: { code: 'Blocked' } })
  await dan.connection.toldNothing()
  await cas.connection.toldNothing()
})
