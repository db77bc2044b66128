import { expect, it } from 'vitest'
import { turn } from './testing/fake-clock.fixture.ts'
import { messageOf, openClient } from './testing/scripted-server.fixture.ts'

const copies = { items: [{ seq: 1, stamp: 2000 }] }
const messages = [messageOf(3)]

it('what is forwarded while the connection is lost is asked for again under the same id, after the next sign-in', async () => {
  const { server, client, clock } = openClient()
  const line = await server.signedIn()
  const forwarded = client.forward('user:ben', messages, 'group:g', { merged: true })
  const first = await line.asked('forwardMessages')
  line.close()
  await clock.pass(5_000)
  const next = await server.signedIn()
  const { id, ...fields } = await next.asked('forwardMessages')
  next.say({ id, ok: copies })
  expect(await forwarded).toEqual(copies.items)
  expect(fields).toEqual({ ...first, id: undefined })
  expect(fields).toMatchObject({ from: 'user:ben', stamps: [1003], to: 'group:g', merged: true })
  expect(fields['clientMessageId']).not.toBe('')
})

it('forwarding another time is not a repeat', async () => {
  const { server, client } = openClient()
  const line = await server.signedIn()
  const both = [client.forward('user:ben', messages, 'group:g'), client.forward('user:ben', messages, 'group:g')]
  const ids = [await line.answer('forwardMessages', copies), await line.answer('forwardMessages', copies)].map(
    (frame) => frame['clientMessageId'],
  )
  await Promise.all(both)
  expect(new Set(ids).size).toBe(2)
})

it('trying again under the same id is a repeat', async () => {
  const { server, client } = openClient()
  const line = await server.signedIn()
  void client.forward('user:ben', messages, 'group:g', { clientMessageId: 'mine' })
  expect(await line.answer('forwardMessages', copies)).toMatchObject({ clientMessageId: 'mine', merged: false })
})

it('what is refused is not asked for again', async () => {
  const { server, client } = openClient()
  const line = await server.signedIn()
  const refused = expect(client.forward('user:ben', messages, 'group:g')).rejects.toMatchObject({ code: 'TooManyMessages' })
  await line.refuse('forwardMessages', 'TooManyMessages', { retry: true })
  await refused
  await line.expectNothing('forwardMessages')
})

it('forwarding ends with the client, and after so long that a repeat might be a second one', async () => {
  const { server, client, clock } = openClient()
  const line = await server.signedIn()
  const outcome = (forwarded: Promise<unknown>) => forwarded.then(String, ({ code }) => code)
  const old = outcome(client.forward('user:ben', messages, 'group:g'))
  await turn()
  line.close()
  clock.hibernate(21 * 3_600_000)
  await clock.pass(5_000)
  const next = await server.signedIn()
  expect(await old).toBe('TooOld')
  const last = outcome(client.forward('user:ben', messages, 'group:g'))
  await turn()
  next.close()
  await turn()
  await client.close()
  expect(await last).toBe('Closed')
})
