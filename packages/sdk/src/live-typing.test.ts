import { expect, it } from 'vitest'
import { turn } from './testing/fake-clock.fixture.ts'
import { listed, openClient } from './testing/scripted-server.fixture.ts'

const ben = 'user:ben'

async function signedIn() {
  const opened = openClient()
  const line = await opened.server.signedIn([listed(ben, 4)])
  const typing = opened.client.typing(ben)
  return { ...opened, line, typing }
}

it('who is writing is over after six seconds unless it is said again, when it is said, and when the message comes', async () => {
  const { line, typing, clock } = await signedIn()
  const seen: (readonly string[])[] = []
  const { subscribe } = typing
  subscribe(() => seen.push(typing.users))
  const say = async (user: string, on: boolean) => {
    line.say({ event: 'typing', conversation: ben, user, on })
    await turn()
  }
  await say('ben', true)
  await clock.pass(4_000)
  await say('ben', true)
  await clock.pass(5_900)
  expect(seen).toEqual([['ben']])
  await clock.pass(100)
  expect(seen).toEqual([['ben'], []])
  await say('ben', true)
  await say('ben', false)
  await say('ben', true)
  line.tell(ben, 5)
  await turn()
  expect(seen.slice(2)).toEqual([['ben'], [], ['ben'], []])
  await clock.pass(6_000)
  expect(seen).toHaveLength(6)
})

it('several write, each in his own conversation and for his own time', async () => {
  const { line, client, clock } = await signedIn()
  const group = client.typing('group:g')
  line.say({ event: 'typing', conversation: 'group:g', user: 'cleo', on: true })
  line.say({ event: 'typing', conversation: ben, user: 'ben', on: true })
  await clock.pass(3_000)
  line.say({ event: 'typing', conversation: 'group:g', user: 'ben', on: true })
  await turn()
  expect([group.users, client.typing(ben).users]).toEqual([['cleo', 'ben'], ['ben']])
  await clock.pass(3_000)
  expect([group.users, client.typing(ben).users]).toEqual([['ben'], []])
})

it('the others are told now and then, and that it is over once', async () => {
  const { line, typing, clock } = await signedIn()
  typing.set(false)
  await line.expectNothing('setTyping')
  typing.set(true)
  expect(await line.answer('setTyping', {})).toMatchObject({ conversation: ben, on: true })
  await clock.pass(3_900)
  typing.set(true)
  await line.expectNothing('setTyping')
  await clock.pass(100)
  typing.set(true)
  expect(await line.answer('setTyping', {})).toMatchObject({ on: true })
  typing.set(false)
  expect(await line.answer('setTyping', {})).toMatchObject({ on: false })
  typing.set(false)
  await line.expectNothing('setTyping')
})

it('a message ends it, and who goes on writing says so at once', async () => {
  const { line, typing, client } = await signedIn()
  typing.set(true)
  await line.answer('setTyping', {})
  client.send(ben, 'done')
  typing.set(false)
  await line.expectNothing('setTyping')
  typing.set(true)
  await line.answer('setTyping', {})
})

it('without a connection nobody is told, nor when the server does not want to hear it', async () => {
  const { line, typing, server, clock } = await signedIn()
  line.close()
  typing.set(true)
  await clock.pass(2_000)
  const next = await server.signedIn()
  await next.expectNothing('setTyping')
  typing.set(true)
  await next.refuse('setTyping', 'Blocked')
})
