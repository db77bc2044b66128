import { expect, it } from 'vitest'
import { enter, friends } from '../drivers/doors.ts'
import type { Frame } from '../drivers/json/connection.ts'
import type { JsonPerson } from '../drivers/json/person.ts'
import { startServer } from '../drivers/process.ts'

it('an answer and a mention are told, found by who was away, and gone when they are taken back', async () => {
  await using server = await startServer()
  const [ann, ben] = (await friends(server, ['json', 'json'], ['ann', 'ben'])) as [JsonPerson, JsonPerson] // as: at the JSON door they are
  const asked = await ann.connection.ask('sendMessage', { to: 'user:ben', body: 'coming?' })
  const question = { seq: asked.seq, stamp: asked.stamp, from: 'ann' }
  expect((await ben.connection.event()).message).not.toHaveProperty('replyTo')

  const answer = { to: 'user:ann', body: 'yes @ann', replyTo: asked.stamp, mentions: { users: ['ann'] }, clientMessageId: 'answer' }
  const sent = await ben.connection.ask('sendMessage', answer)
  expect(await ben.connection.ask('sendMessage', answer)).toEqual(sent)
  const links = { replyTo: question, mentions: { users: ['ann'] } }
  expect((await ann.connection.event()).message).toMatchObject({ ...links, body: 'yes @ann' })

  await ann.control('revoke', { conversation: 'user:ben', stamp: asked.stamp })
  await server.restart()
  const back = (await enter(server, 'json', 'ann')) as JsonPerson // as: at the JSON door
  expect(await messagesOf(back)).toMatchObject([{ state: 'revoked' }, links])
  const again = (await enter(server, 'json', 'ben')) as JsonPerson // as: at the JSON door
  await again.control('revoke', { conversation: 'user:ann', stamp: sent.stamp })
  const [, revoked] = await messagesOf(back)
  expect(revoked).toMatchObject({ state: 'revoked', body: '' })
  expect(revoked).not.toHaveProperty('replyTo')
  expect(revoked).not.toHaveProperty('mentions')
})

it('messages behind an answer do not overtake it', async () => {
  await using server = await startServer()
  const [ann, ben] = (await friends(server, ['json', 'json'], ['ann', 'ben'])) as [JsonPerson, JsonPerson] // as: at the JSON door they are
  const { stamp } = await ann.send('user:ben', 'coming?')
  const sends = Array.from({ length: 20 }, (_, at) => ({ to: 'user:ann', body: `${at}`, ...(at % 3 === 1 && { replyTo: stamp }) }))
  await Promise.all(sends.map((fields) => ben.connection.ask('sendMessage', fields)))
  const items = await messagesOf(ann)
  expect(items.slice(1).map(({ body }) => body)).toEqual(sends.map(({ body }) => body))
  expect(items.slice(1).map((message) => 'replyTo' in message)).toEqual(sends.map((fields) => 'replyTo' in fields))
})

it('forwarded messages say whose they were, and people at another door are shown how many a merged one holds', async () => {
  await using server = await startServer()
  const [ann, ben] = (await friends(server, ['json', 'json'], ['ann', 'ben'])) as [JsonPerson, JsonPerson] // as: at the JSON door they are
  const cleo = await enter(server, 'omtp', 'cleo')
  await ben.addFriend('cleo')
  await cleo.expectNews('friends')
  const stamps: number[] = []
  for (const body of ['one', 'two']) stamps.push((await ann.send('user:ben', body)).stamp)
  for (const _ of stamps) await ben.expectMessage()

  const forward = { from: 'user:ann', stamps, to: 'user:cleo', clientMessageId: 'f' }
  const { items } = await ben.connection.ask('forwardMessages', forward)
  expect(await ben.connection.ask('forwardMessages', forward)).toEqual({ items })
  await ben.connection.ask('forwardMessages', { ...forward, merged: true, clientMessageId: 'm' })
  expect([(await cleo.expectMessage()).text, (await cleo.expectMessage()).text]).toEqual(['one', 'two'])
  expect((await cleo.expectMessage()).text).toBe('[chat history: 2 messages]')
  await cleo.expectNothing()

  const shown = (await ben.connection.ask('listMessages', { conversation: 'user:cleo', after: 0 })).items
  expect(shown.slice(0, 2)).toMatchObject(stamps.map((stamp) => ({ from: 'ben', forwarded: { from: 'ann', stamp } })))
  expect(shown[2].kind).toBe('merged')
  expect(JSON.parse(shown[2].body).items).toEqual(
    stamps.map((stamp, at) => ({ from: 'ann', stamp, kind: 'text', body: ['one', 'two'][at] })),
  )
})

/** Ann’s and Ben’s, as one of them has it. */
async function messagesOf({ user, connection }: JsonPerson): Promise<readonly Frame[]> {
  return (await connection.ask('listMessages', { conversation: user === 'ann' ? 'user:ben' : 'user:ann', after: 0 })).items
}
