import { expect, it } from 'vitest'
import { memoryStore } from './memory-store.ts'
import { turn } from './testing/fake-clock.fixture.ts'
import { listed, messageOf, openClient } from './testing/scripted-server.fixture.ts'

const ben = 'user:ben'
const page = (...seqs: readonly number[]) => ({ items: seqs.map((seq) => messageOf(seq)), more: false })

it('live messages are told in order', async () => {
  const { server, seen } = openClient()
  const line = await server.signedIn([listed(ben, 4)])
  line.tell(ben, 5, 6)
  expect(seen).toEqual([`${ben} 5`, `${ben} 6`])
})

it('what comes before the list waits for it', async () => {
  const { server, seen } = openClient()
  const line = await server.line()
  await line.greet()
  line.tell(ben, 6)
  expect(seen).toEqual([])
  await line.list([listed(ben, 5)])
  expect(seen).toEqual([`${ben} 6`])
})

it('what was written before this device was first signed in is not told', async () => {
  const { server, seen, clock } = openClient()
  const line = await server.signedIn([listed(ben, 400)])
  await clock.pass(1000)
  await line.expectNothing('listMessages')
  expect(seen).toEqual([])
})

it('what was missed is read from the history at the next sign-in, and told once', async () => {
  const { server, client, clock, seen } = openClient()
  const synced: string[] = []
  client.on('synced', () => synced.push(seen.join()))
  const line = await server.signedIn([listed(ben, 4)])
  line.tell(ben, 5)
  line.close()
  await clock.pass(1000)
  const second = await server.line()
  await second.greet()
  second.tell(ben, 8)
  expect(await second.answer('listConversations', { items: [listed(ben, 7)], more: false, cursor: 2000 })).toMatchObject({ after: 1000 })
  expect(await second.answer('listMessages', page(6, 7))).toMatchObject({ conversation: ben, after: 5, before: 8 })
  await second.answer('syncPriority', { items: [] })
  expect(seen).toEqual([5, 6, 7, 8].map((seq) => `${ben} ${seq}`))
  expect(synced).toEqual(['', seen.join()])
})

it('a gap between live messages is repaired when it does not close by itself', async () => {
  const { server, clock, seen } = openClient()
  const line = await server.signedIn([listed(ben, 4)])
  line.tell(ben, 7)
  await line.expectNothing('listMessages')
  line.tell(ben, 5)
  await clock.pass(100)
  expect(await line.answer('listMessages', page(6))).toMatchObject({ after: 5, before: 7 })
  expect(seen).toEqual([5, 6, 7].map((seq) => `${ben} ${seq}`))
})

it('a sync that a loss cut short is made again from where it began', async () => {
  const { server, clock, seen } = openClient()
  const line = await server.signedIn([listed(ben, 4)])
  line.close()
  await clock.pass(1000)
  const second = await server.line()
  await second.greet()
  await second.answer('listConversations', { items: [listed(ben, 6)], more: false, cursor: 2000 })
  second.close()
  await clock.pass(2000)
  const third = await server.line()
  await third.greet()
  expect(await third.answer('listConversations', { items: [listed(ben, 6)], more: false, cursor: 2000 })).toMatchObject({ after: 1000 })
  await third.answer('listMessages', page(5, 6))
  expect(seen).toEqual([`${ben} 5`, `${ben} 6`])
})

it('of a conversation that is new, everything since the last sync is told', async () => {
  const { server, clock, seen } = openClient()
  const line = await server.signedIn()
  line.close()
  await clock.pass(1000)
  const second = await server.line()
  await second.greet()
  await second.answer('listConversations', { items: [listed('group:g', 12)], more: false, cursor: 2000 })
  const old = { items: [messageOf(10, { stamp: 999 }), messageOf(11), messageOf(12)], more: true }
  await second.answer('listMessages', old)
  expect(await second.answer('listMessages', page(11, 12))).toMatchObject({ after: 10, before: 13 })
  expect(seen).toEqual(['group:g 11', 'group:g 12'])
})

it('a new conversation that begins while both write loses nothing', async () => {
  const { server, client, seen } = openClient()
  const line = await server.signedIn()
  client.send(ben, 'hello')
  await line.answer('sendMessage', { seq: 2, stamp: 1002 })
  line.tell(ben, 1)
  await line.answer('listMessages', page(1, 2))
  await turn()
  expect(seen).toEqual([`${ben} 1`, `${ben} 2`])
})

it('a new conversation whose history may not be read begins with what was told', async () => {
  const { server, client, seen } = openClient()
  const line = await server.signedIn()
  line.tell('group:g', 7, 8)
  await line.refuse('listMessages', 'NotInConversation')
  expect({ seen, state: client.state.name }).toEqual({ seen: ['group:g 7', 'group:g 8'], state: 'signedIn' })
})

it('a new conversation whose history cannot be read at the moment is told of after the next sign-in', async () => {
  const { server, clock, seen } = openClient()
  const line = await server.signedIn()
  line.tell(ben, 1)
  await line.refuse('listMessages', 'NotReady', { retry: true })
  await clock.pass(1000)
  const second = await server.line()
  await second.greet()
  await second.answer('listConversations', { items: [listed(ben, 1)], more: false, cursor: 2000 })
  await second.answer('listMessages', page(1))
  await second.answer('listMessages', page(1))
  expect(seen).toEqual([`${ben} 1`])
})

it('a server that is not ready is asked again', async () => {
  const { server, clock, seen } = openClient()
  const line = await server.line()
  await line.greet()
  await line.refuse('listConversations', 'NotReady', { retry: true })
  await clock.pass(2000)
  await line.list([listed(ben, 4)])
  line.tell(ben, 5)
  expect(seen).toEqual([`${ben} 5`])
})

it('what is missing in a group that one has left keeps nothing up', async () => {
  const { server, clock, seen } = openClient()
  const line = await server.signedIn([listed('group:g', 4)])
  line.tell('group:g', 7)
  await clock.pass(100)
  await line.refuse('listMessages', 'NotInConversation')
  line.tell('group:g', 8)
  expect(seen).toEqual(['group:g 7', 'group:g 8'])
})

it('after a restart of the program it goes on where it was', async () => {
  const store = memoryStore()
  const first = openClient({ store })
  const line = await first.server.signedIn([listed(ben, 4)])
  line.tell(ben, 5)
  await first.client.close()
  const second = openClient({ store })
  const again = await second.server.line()
  await again.greet()
  expect(await again.answer('listConversations', { items: [listed(ben, 6)], more: false, cursor: 2000 })).toMatchObject({ after: 1000 })
  expect(await again.answer('listMessages', page(6))).toMatchObject({ after: 5 })
  expect([...first.seen, ...second.seen]).toEqual([`${ben} 5`, `${ben} 6`])
})

it('what became of messages is told once, also what happened while one was away', async () => {
  const { server, client, clock } = openClient()
  const told: string[] = []
  client.on('messageControlled', ({ action, seq }) => told.push(`${action} ${seq}`))
  const control = (seq: number) => ({ conversation: ben, action: 'revoke', seq, stamp: 1, clientMessageId: '', requestId: '1' })
  const line = await server.line()
  await line.greet()
  await line.answer('listConversations', { items: [], more: false, cursor: 1000 })
  expect(await line.answer('syncPriority', { items: [] })).toMatchObject({ after: 1000 })
  line.say({ event: 'messageControlled', ...control(2) })
  line.close()
  await clock.pass(1000)
  const second = await server.line()
  await second.greet()
  await second.answer('listConversations', { items: [], more: false, cursor: 1000 })
  const items = [2, 3].map((seq) => ({ what: 'control', at: 1000 + seq, ...control(seq) }))
  expect(await second.answer('syncPriority', { items })).toMatchObject({ after: 1000 })
  expect(told).toEqual(['revoke 2', 'revoke 3'])
})

it('what was told before the first sync is cut short, and taken back after that, is taken back', async () => {
  const { server, client, clock, seen } = openClient()
  const told: string[] = []
  client.on('messageControlled', ({ action, seq }) => told.push(`${action} ${seq}`))
  const line = await server.line()
  await line.greet()
  line.tell(ben, 5, 7)
  await line.answer('listConversations', { items: [listed(ben, 4)], more: false, cursor: 1000 })
  expect(seen).toEqual([`${ben} 5`])
  await line.asked('listMessages')
  line.close()
  await clock.pass(1000)
  const second = await server.line()
  await second.greet()
  await second.answer('listConversations', { items: [listed(ben, 7)], more: false, cursor: 2000 })
  await second.answer('listMessages', page(6, 7))
  const revoke = { conversation: ben, action: 'revoke', seq: 5, stamp: 1005, clientMessageId: 'b-5', requestId: '' }
  expect(await second.answer('syncPriority', { items: [{ what: 'control', at: 3000, ...revoke }] })).toMatchObject({ after: 1000 })
  expect(told).toEqual(['revoke 5'])
})

it('everything else the server tells is passed on', async () => {
  const { server, client } = openClient()
  const told: unknown[] = []
  client.on('groupsChanged', (event) => told.push(event))
  client.on('friendRequested', (event) => told.push(event))
  const line = await server.signedIn()
  line.say({ event: 'groupsChanged', group: 'g' })
  line.say({ event: 'friendRequested', from: 'cleo' })
  expect(told).toEqual([{ group: 'g' }, { from: 'cleo' }])
})

it('a listener that throws keeps nothing from the others', async () => {
  const { server, client, seen } = openClient()
  client.on('message', () => {
    throw new Error('in the program')
  })
  const last: number[] = []
  client.on('message', ({ message }) => last.push(message.seq))
  const line = await server.signedIn([listed(ben, 4)])
  line.tell(ben, 5, 6)
  expect({ seen, last }).toEqual({ seen: [`${ben} 5`, `${ben} 6`], last: [5, 6] })
})
