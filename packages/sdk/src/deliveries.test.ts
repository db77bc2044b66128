import { expect, it } from 'vitest'
import { turn } from './testing/fake-clock.fixture.ts'
import { listed, messageOf, openClient } from './testing/scripted-server.fixture.ts'

const ben = 'user:ben'

it('what arrives is told at most once a second, the newest of each conversation', async () => {
  const { server, clock } = openClient()
  const line = await server.signedIn([listed(ben, 4)])
  line.tell(ben, 5, 6, 7)
  await line.expectNothing('setDelivered')
  await clock.pass(1000)
  expect(await line.answer('setDelivered', {})).toMatchObject({ conversation: ben, stamp: 1007 })
  await clock.pass(5000)
  await line.expectNothing('setDelivered')
})

it('what one wrote oneself, notices, and what is read already are not told', async () => {
  const { server, client, clock } = openClient()
  const line = await server.signedIn([listed(ben, 4), listed('notice:shop', 1)])
  line.tell('notice:shop', 2)
  line.tell(ben, 5)
  line.say({ event: 'message', conversation: ben, message: messageOf(6, { from: 'ann' }) })
  void client.markRead(ben, messageOf(5))
  await line.answer('setReadMark', { readMark: { seq: 5, stamp: 1005 } })
  await clock.pass(2000)
  await line.expectNothing('setDelivered')
})

it('one’s own messages say when they have arrived and were read, and never less again', async () => {
  const { server, client } = openClient()
  const line = await server.signedIn()
  const timeline = client.timeline(ben)
  const states = () => timeline.entries.map(({ outgoing }) => outgoing)
  const own = [1, 2].map((seq) => messageOf(seq, { from: 'ann' }))
  await line.answer('listMessages', { items: own, more: false })
  await line.answer('listConversations', { items: [listed(ben, 2)], more: false, cursor: 2000 })
  expect(states()).toEqual(['sent', 'sent'])
  const mark = (seq: number) => ({ seq, stamp: 1000 + seq })
  line.say({ event: 'receipt', conversation: ben, user: 'ben', delivered: mark(2) })
  await turn()
  expect(states()).toEqual(['delivered', 'delivered'])
  line.say({ event: 'receipt', conversation: ben, user: 'ben', delivered: mark(1), read: mark(1) })
  await turn()
  expect(states()).toEqual(['read', 'delivered'])
})
