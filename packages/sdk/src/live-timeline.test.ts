import { expect, it } from 'vitest'
import { turn } from './testing/fake-clock.fixture.ts'
import { messageOf, openClient } from './testing/scripted-server.fixture.ts'

const ben = 'user:ben'
const nothing = { items: [], more: false }

/** Sent, and the connection lost before the list of conversations was here: the message was not told. */
async function sentAndCutOff() {
  const { server, client, clock } = openClient()
  const timeline = client.timeline(ben)
  client.send(ben, 'mine')
  const line = await server.line()
  await line.greet()
  await line.answer('listMessages', nothing)
  await line.answer('sendMessage', { seq: 2, stamp: 1002 })
  line.close()
  await clock.pass(2_000)
  const next = await server.line()
  await next.greet()
  const shown = () => timeline.entries.map(({ body, outgoing }) => [body, outgoing])
  return { line: next, client, shown }
}

it('what one sent is there until the end of the conversation, which was asked for later, is without it: it was deleted meanwhile', async () => {
  const { line, shown } = await sentAndCutOff()
  expect(shown()).toEqual([['mine', 'sent']])
  await line.answer('listMessages', nothing)
  expect(shown()).toEqual([])
})

it('what one sends while the end of the conversation is asked for stays, although that is without it', async () => {
  const { line, client, shown } = await sentAndCutOff()
  client.send(ben, 'later')
  await line.answer('sendMessage', { seq: 3, stamp: 1003 })
  await line.answer('listMessages', { items: [messageOf(2, { from: 'ann', body: 'mine' })], more: false })
  await turn()
  expect(shown()).toEqual([
    ['mine', 'sent'],
    ['later', 'sent'],
  ])
})
