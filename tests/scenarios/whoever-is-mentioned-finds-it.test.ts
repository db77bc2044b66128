import { expect, it } from 'vitest'
import { enterByJson } from '../drivers/doors.ts'
import type { Frame } from '../drivers/json/connection.ts'
import type { JsonPerson } from '../drivers/json/person.ts'
import { type Server, startServer } from '../drivers/process.ts'

it('who was away finds the newest unread message that mentions him, by name or with everybody, until he has read it', async () => {
  await using server = await startServer()
  const [ann, ...others] = await three(server)
  const conversation = `group:${await ann.createGroup('ben', 'cleo')}`
  for (const person of others) await person.close()
  const toBen = await say(ann, conversation, { users: ['ben'] })
  const toAll = await say(ann, conversation, { all: true })
  const toCleo = await say(ann, conversation, { users: ['cleo'] })
  await say(ann, conversation)

  for (const when of ['before', 'after']) {
    if (when === 'after') await server.restart()
    expect(await mentionedIn(await enterByJson(server, 'ben'), conversation)).toEqual(toAll)
    expect(await mentionedIn(await enterByJson(server, 'cleo'), conversation)).toEqual(toCleo)
    expect(await mentionedIn(await enterByJson(server, 'ann'), conversation)).toBeUndefined()
  }
  const back = await enterByJson(server, 'ben')
  await back.markRead(conversation, toBen.stamp)
  expect(await mentionedIn(back, conversation)).toEqual(toAll)
  await back.markRead(conversation, toAll.stamp)
  expect(await mentionedIn(back, conversation)).toBeUndefined()
})

it('what is revoked, or deleted by the one who is mentioned, mentions him no longer, and what is edited still does', async () => {
  await using server = await startServer()
  const [ann, ben, cleo] = await three(server)
  const conversation = `group:${await ann.createGroup('ben', 'cleo')}`
  const said: { seq: number; stamp: number }[] = []
  for (let i = 0; i < 3; i++) said.push(await say(ann, conversation, { users: ['ben', 'cleo'] }))
  const [edited, hidden, revoked] = said as [Place, Place, Place] // as: there are three

  await ann.control('revoke', { conversation, stamp: revoked.stamp })
  expect(await mentionedIn(ben, conversation)).toEqual(hidden)
  await ben.control('delete', { conversation, stamp: hidden.stamp })
  await ann.control('override', { conversation, stamp: edited.stamp }, 'look again')
  expect(await mentionedIn(ben, conversation)).toEqual(edited)
  expect(await mentionedIn(cleo, conversation)).toEqual(hidden)
})

it('a list as of the sign-in names nobody who is mentioned only later, and who joins is not mentioned in what was there before', async () => {
  await using server = await startServer()
  const [ann] = await three(server)
  const group = await ann.createGroup('ben')
  const conversation = `group:${group}`
  const first = await say(ann, conversation, { all: true })
  const again = await enterByJson(server, 'ben', { type: 'ios', list: false })
  const second = await say(ann, conversation, { users: ['ben'] })
  expect(await mentionedIn(again, conversation)).toEqual(first)
  expect(await mentionedIn(again, conversation)).toEqual(second)

  await ann.addTo(group, 'cleo')
  await say(ann, conversation)
  const late = await enterByJson(server, 'cleo')
  expect(await listed(late, conversation)).toMatchObject({ unread: 1 })
  expect(await mentionedIn(late, conversation)).toBeUndefined()
})

type Place = Awaited<ReturnType<typeof say>>

async function three(server: Server): Promise<[JsonPerson, JsonPerson, JsonPerson]> {
  return [await enterByJson(server, 'ann'), await enterByJson(server, 'ben'), await enterByJson(server, 'cleo')]
}

async function say({ connection }: JsonPerson, to: string, mentions?: object): Promise<{ seq: number; stamp: number }> {
  const { seq, stamp } = await connection.ask('sendMessage', { to, body: 'look', ...(mentions && { mentions }) })
  return { seq, stamp }
}

async function listed({ connection }: JsonPerson, conversation: string): Promise<Frame | undefined> {
  const { items } = await connection.ask('listConversations')
  return items.find((item: Frame) => item.conversation === conversation)
}

async function mentionedIn(person: JsonPerson, conversation: string): Promise<Place | undefined> {
  return (await listed(person, conversation))?.mentioned
}
