import { expect, it } from 'vitest'
import { memoryStore } from './memory-store.ts'
import { listed, messageOf, openClient } from './testing/scripted-server.fixture.ts'

const ben = 'user:ben'
const sent = (seq: number) => ({ seq, stamp: 1000 + seq })

it('a message is there at once, and told what becomes of it', async () => {
  const { server, client, seen } = openClient()
  const acks: string[] = []
  client.on('ack', ({ body, state }) => acks.push(`${body} ${state}`))
  const line = await server.signedIn([listed(ben, 4)])
  const message = client.send(ben, 'hello')
  expect(message).toMatchObject({ conversation: ben, kind: 'text', body: 'hello', state: 'sending' })
  expect(await line.answer('sendMessage', sent(5))).toMatchObject({
    to: ben,
    body: 'hello',
    clientMessageId: message.clientMessageId,
    resend: false,
  })
  expect((await message.settled).sending).toEqual({ state: 'sent', ...sent(5) })
  expect({ acks, seen }).toEqual({ acks: ['hello sent'], seen: [`${ben} 5`] })
})

it('what is written offline is sent in order, one of each conversation at a time', async () => {
  const { server, client } = openClient()
  const messages = ['one', 'two'].map((body) => client.send(ben, body))
  client.send('group:g', { kind: 'image', body: '{}', push: { title: 'a picture' } })
  const line = await server.signedIn()
  const first = await line.asked('sendMessage')
  expect(first).toMatchObject({ to: ben, body: 'one' })
  expect(await line.asked('sendMessage')).toMatchObject({ to: 'group:g', kind: 'image', push: { title: 'a picture' } })
  await line.expectNothing('sendMessage')
  line.say({ id: first.id, ok: sent(1) })
  expect(await line.asked('sendMessage')).toMatchObject({ to: ben, body: 'two' })
  expect(messages.map(({ state }) => state)).toEqual(['sent', 'sending'])
})

it('a message whose ack was lost is sent again under its id, and told once', async () => {
  const { server, client, clock, seen } = openClient()
  const line = await server.signedIn([listed(ben, 4)])
  const message = client.send(ben, 'hello')
  await line.asked('sendMessage')
  line.close()
  await clock.pass(1000)
  const second = await server.line()
  await second.greet()
  const { clientMessageId } = message
  await second.answer('listConversations', { items: [listed(ben, 5)], more: false, cursor: 2000 })
  await second.answer('listMessages', { items: [messageOf(5, { from: 'ann', clientMessageId })], more: false })
  expect(await second.answer('sendMessage', sent(5))).toMatchObject({ clientMessageId, body: 'hello', resend: true })
  expect({ state: message.state, seen }).toEqual({ state: 'sent', seen: [`${ben} 5`] })
})

it('a message that is not answered is sent again on the same connection', async () => {
  const { server, client, clock } = openClient()
  const line = await server.signedIn([listed(ben, 4)])
  const message = client.send(ben, 'hello')
  await line.asked('sendMessage')
  await line.stayThere(clock, 15)
  expect(await line.answer('sendMessage', sent(5))).toMatchObject({ clientMessageId: message.clientMessageId, resend: true })
  expect(message.state).toBe('sent')
})

it('what is refused for good has failed, and the next goes on', async () => {
  const { server, client } = openClient()
  const line = await server.signedIn()
  const [one, two] = [client.send(ben, 'one'), client.send(ben, 'two')]
  await line.refuse('sendMessage', 'NotFriends')
  expect(one.sending).toMatchObject({ state: 'failed', error: { code: 'NotFriends' } })
  await line.answer('sendMessage', sent(1))
  expect(two.state).toBe('sent')
})

it('what is refused for now is tried again, and nothing overtakes it', async () => {
  const { server, client, clock } = openClient()
  const line = await server.signedIn()
  const [one, two] = [client.send(ben, 'one'), client.send(ben, 'two')]
  await line.refuse('sendMessage', 'TooManyMessages', { retry: true, retryAfterMs: 3000 })
  await clock.pass(2999)
  await line.expectNothing('sendMessage')
  await clock.pass(1)
  expect(await line.answer('sendMessage', sent(1))).toMatchObject({ body: 'one' })
  expect([one.state, two.state]).toEqual(['sent', 'sending'])
})

it('what is refused again and again has failed', async () => {
  const { server, client, clock } = openClient({ chance: () => 0 })
  const line = await server.line()
  await line.greet()
  await line.list([])
  const message = client.send(ben, 'hello')
  for (let refusal = 0; refusal < 8; refusal++) {
    expect(message.state).toBe('sending')
    await line.refuse('sendMessage', 'Muted', { retry: true })
    await line.stayThere(clock, 15)
  }
  expect(message.sending).toMatchObject({ state: 'failed', error: { code: 'Muted' } })
})

it('what was not sent before the program ended is sent by the next, first and in order', async () => {
  const store = memoryStore()
  const first = openClient({ store })
  const line = await first.server.signedIn()
  for (const body of ['one', 'two']) first.client.send(ben, body)
  const { clientMessageId } = await line.asked('sendMessage')
  await first.client.close()
  const second = openClient({ store })
  second.client.send(ben, 'three')
  const again = await second.server.signedIn()
  expect(await again.answer('sendMessage', sent(1))).toMatchObject({ body: 'one', clientMessageId, resend: true })
  expect(await again.answer('sendMessage', sent(2))).toMatchObject({ body: 'two', resend: false })
  expect(await again.answer('sendMessage', sent(3))).toMatchObject({ body: 'three', resend: false })
  await second.client.close()
  expect([...(await store.load('ann')).keys()].filter((key) => key.startsWith('outbox/'))).toEqual([])
})

it('a message that the server may have had a day ago is not sent again', async () => {
  const { server, client, clock } = openClient()
  const line = await server.signedIn()
  const message = client.send(ben, 'hello')
  await line.asked('sendMessage')
  line.close()
  clock.hibernate(21 * 3_600_000)
  await clock.pass(1000)
  const later = await server.signedIn()
  await later.expectNothing('sendMessage')
  expect(message.sending).toMatchObject({ state: 'failed', error: { code: 'TooOld' } })
})

it('a client that is closed sends nothing', async () => {
  const { client } = openClient()
  await client.close()
  expect(() => client.send(ben, 'hello')).toThrow('the client is closed')
})
