import { type ErrorName, errors, ImError } from '@magpie-im/model'
import { type JsonCommandName, jsonCommands } from '@magpie-im/wire'
import { expect, it } from 'vitest'
import { House } from '../../testing/house.fixture.ts'
import { jsonDoorOf, Page, textsIn } from '../../testing/page.fixture.ts'
import { readPacket } from './reader.ts'

const names = Object.keys(jsonCommands) as JsonCommandName[] // as: Object.keys forgets the names it was given

const errorNames = Object.keys(errors) as ErrorName[] // as: the same

it.each(names)('%s names errors that there are, and itself', (name) => {
  expect(jsonCommands[name].errors.filter((error) => !(error in errors))).toEqual([])
  expect(jsonCommands[name].name).toBe(name)
})

it.each(names)('%s is refused with its id when it is malformed (I15)', async (name) => {
  const page = await Page.online(await House.withFriends('ann'), 'ann')
  page.write(JSON.stringify({ id: 'x', type: name, surprise: 'a secret' }))
  const frame = await page.next()
  expect(frame).toMatchObject({ id: 'x', error: { code: 'BadRequest', retry: false } })
  expect(JSON.stringify(frame)).not.toContain('surprise')
  expect(JSON.stringify(frame)).not.toContain('secret')
})

it.each(errorNames)('%s is told by name, with its id', async (name) => {
  const door = jsonDoorOf(await House.withFriends())
  const packet = readPacket(Buffer.from('{"id":7,"type":"ping"}'))
  const error = new ImError(name, { detail: 'more', retryAfterMs: 250 })
  const { message, retry } = error
  expect(textsIn(door.refuse(packet, error)).map((text) => JSON.parse(text))).toEqual([
    { id: 7, error: { code: name, message, retry, retryAfterMs: 250 } },
  ])
})

it('only signing in is for anyone; who asks for something else first is told why he is disconnected', async () => {
  const house = await House.withFriends('ann')
  const door = jsonDoorOf(house)
  const open = names.filter((type) => door.routeOf(readPacket(Buffer.from(JSON.stringify({ id: 1, type })))).access === 'anyone')
  expect(open).toEqual(['signIn'])
  for (const type of names.filter((name) => name !== 'signIn')) {
    const stranger = new Page(house)
    stranger.write(JSON.stringify({ id: 1, type }))
    expect(await stranger.expect('closed')).toMatchObject({ reason: 'not-signed-in' })
    expect(stranger.socket.calls).toEqual(['end'])
  }
})

it('what is no request, and what is no command, is answered, and the connection lives', async () => {
  const page = new Page(await House.withFriends('ann'))
  for (const text of ['', 'hello', '[]', '{}', '{"id":1}', '{"id":1,"type":"toString"}', '{"id":1,"type":"__proto__"}']) page.write(text)
  const codes = ['BadRequest', 'BadRequest', 'BadRequest', 'BadRequest', 'BadRequest', 'Unsupported', 'Unsupported']
  for (const code of codes) expect(await page.next()).toMatchObject({ error: { code } })
  expect(page.connection.state).toBe('open')
})

it('who is refused at sign-in is told why, and disconnected', async () => {
  const house = await House.withFriends('ann')
  const device = { id: 'd', type: 'web' as const }
  for (const [credential, code] of [
    [{ token: 'wrong' }, 'WrongCredentials'],
    [{}, 'SignInIncomplete'],
    [{ token: 'x', password: 'y' }, 'SignInIncomplete'],
  ] as const) {
    const page = new Page(house)
    expect(await page.refused('signIn', { user: 'ann', ...credential, device })).toBe(code)
    expect(await page.expect('closed')).toMatchObject({ reason: 'sign-in-refused', reconnect: false })
    expect(page.socket.calls).toEqual(['end'])
  }
})

it('several replies of one tick are messages of their own in one write', async () => {
  const page = await Page.online(await House.withFriends('ann'), 'ann')
  const before = page.socket.writes.length
  for (let i = 0; i < 3; i++) page.send('ping', {})
  for (let i = 0; i < 3; i++) await page.next()
  const written = page.socket.writes.slice(before)
  expect(written.map((bytes) => textsIn(bytes).length)).toEqual([3])
})
