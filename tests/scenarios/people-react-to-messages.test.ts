import { expect, it } from 'vitest'
import { enter, friends } from '../drivers/doors.ts'
import type { Frame } from '../drivers/json/connection.ts'
import type { JsonPerson } from '../drivers/json/person.ts'
import { type Server, startServer } from '../drivers/process.ts'

it('reactions are told to everybody in a group, counted in the history and listed, after a restart too, until the message is revoked', async () => {
  await using server = await startServer()
  const [ann, ben] = await two(server)
  const group = await ann.createGroup('ben')
  const conversation = `group:${group}`
  await ben.expectNews('groups')
  const { seq, stamp } = await ann.connection.ask('sendMessage', { to: conversation, body: 'we won' })
  await ben.expectMessage()

  await ben.connection.ask('setReaction', { conversation, stamp, emoji: '🎉', on: true })
  const told = { event: 'reactionChanged', conversation, seq, stamp, by: 'ben', emoji: '🎉', on: true, count: 1 }
  expect(await ann.connection.event()).toEqual(told)
  await ann.connection.ask('setReaction', { conversation, stamp, emoji: '🎉', on: true })
  expect(await ben.connection.event()).toEqual({ ...told, by: 'ann', count: 2 })
  await ben.connection.ask('setReaction', { conversation, stamp, emoji: '🎉', on: false })
  expect(await ann.connection.event()).toEqual({ ...told, on: false, count: 1 })
  await ben.expectNothing()

  for (const when of ['before', 'after']) {
    if (when === 'after') await server.restart()
    const [one, other] = [await again(server, 'ann'), await again(server, 'ben')]
    expect(await lastOf(one, conversation)).toMatchObject({ reactions: [{ emoji: '🎉', count: 1, mine: true }] })
    expect((await lastOf(other, conversation)).reactions).toEqual([{ emoji: '🎉', count: 1 }])
    const listed = await other.connection.ask('listReactions', { conversation, stamp })
    expect(listed).toMatchObject({ items: [{ user: 'ann', emoji: '🎉' }], more: false })
  }
  const owner = await again(server, 'ann')
  await owner.control('revoke', { conversation, stamp })
  expect(await lastOf(owner, conversation)).not.toHaveProperty('reactions')
  expect((await owner.connection.reply('setReaction', { conversation, stamp, emoji: '🎉', on: true })).error.code).toBe('MessageNotFound')
})

it('the members of a large group are told of a reaction too, and people at another door are not disturbed', async () => {
  await using server = await startServer({ env: { MAGPIE_GROUPS_FAN_OUT_LIMIT: '2' } })
  const [ann, ben] = await two(server)
  const cleo = await enter(server, 'omtp', 'cleo')
  const group = await ann.createGroup('ben', 'cleo')
  for (const person of [ben, cleo]) await person.expectNews('groups')
  const conversation = `group:${group}`
  const { stamp } = await ann.connection.ask('sendMessage', { to: conversation, body: 'hello all' })
  await ben.expectMessage()
  await cleo.expectMessage()
  await ann.connection.ask('setReaction', { conversation, stamp, emoji: '👋', on: true })
  expect(await ben.connection.event()).toMatchObject({ event: 'reactionChanged', by: 'ann', count: 1 })
  await cleo.expectNothing()
})

it('pinned messages are told, listed with the last one first, and gone when they are revoked', async () => {
  await using server = await startServer()
  const [ann, ben] = await two(server)
  const stamps: number[] = []
  for (const body of ['one', 'two', 'three']) stamps.push((await ann.connection.ask('sendMessage', { to: 'user:ben', body })).stamp)
  for (const _ of stamps) await ben.expectMessage()
  for (const stamp of stamps) await ben.connection.ask('setPin', { conversation: 'user:ann', stamp, on: true })
  const first = { event: 'pinChanged', conversation: 'user:ben', seq: 1, stamp: stamps[0], by: 'ben', on: true }
  expect(await ann.connection.event()).toEqual(first)
  await ann.connection.ask('setPin', { conversation: 'user:ben', stamp: stamps[1], on: false })
  await ann.control('revoke', { conversation: 'user:ben', stamp: stamps[2] ?? 0 })
  expect(await pinsOf(ann, 'user:ben')).toEqual(['one'])
  await server.restart()
  expect(await pinsOf(await again(server, 'ben'), 'user:ann')).toEqual(['one'])
})

async function two(server: Server): Promise<[JsonPerson, JsonPerson]> {
  return (await friends(server, ['json', 'json'], ['ann', 'ben'])) as [JsonPerson, JsonPerson] // as: at the JSON door they are
}

async function again(server: Server, user: string): Promise<JsonPerson> {
  return (await enter(server, 'json', user)) as JsonPerson // as: at the JSON door he is
}

async function lastOf({ connection }: JsonPerson, conversation: string): Promise<Frame> {
  return (await connection.ask('listMessages', { conversation })).items.at(-1)
}

async function pinsOf({ connection }: JsonPerson, conversation: string): Promise<string[]> {
  return (await connection.ask('listPins', { conversation })).items.map(({ body }: Frame) => body)
}
