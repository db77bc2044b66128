import { expect, it } from 'vitest'
import { eventually } from '../drivers/deadline.ts'
import { enter } from '../drivers/doors.ts'
import { JsonConnection } from '../drivers/json/connection.ts'
import { startServer } from '../drivers/process.ts'
import { shareServer } from '../drivers/shared-server.ts'

const server = shareServer()
const web = { id: 'browser', type: 'web' }

it('nothing but signing in comes first, and who is refused is told why and disconnected', async () => {
  const stranger = await JsonConnection.open(server())
  stranger.write('{"id":1,"type":"listConversations"}')
  expect(await stranger.event()).toMatchObject({ event: 'closed', reason: 'not-signed-in', reconnect: false })
  expect(await stranger.closed()).toEqual({ code: 1008, reason: 'not-signed-in' })

  const liar = await JsonConnection.open(server())
  expect((await liar.reply('signIn', { user: 'ann', token: server().token('ben'), device: web })).error).toMatchObject({
    code: 'WrongCredentials',
  })
  expect(await liar.event()).toMatchObject({ event: 'closed', reason: 'sign-in-refused' })
  expect(await liar.closed()).toMatchObject({ code: 1008 })
})

it('a password signs in, and a credential in the address does not', async () => {
  await server().run('user', 'add', '--user', 'dora', '--password', 'correct horse')
  const dora = await JsonConnection.open(server())
  expect(await dora.ask('signIn', { user: 'dora', password: 'correct horse', device: web })).toMatchObject({ user: 'dora' })

  const hasty = await JsonConnection.open(server(), { path: `/ws?user=dora&token=${server().token('dora')}` })
  hasty.write('{"id":1,"type":"ping"}')
  expect(await hasty.event()).toMatchObject({ event: 'closed', reason: 'not-signed-in' })
})

it('who signed in with a password gets a token of his own to come back with, which ends with his others', async () => {
  await server().run('user', 'add', '--user', 'dolly', '--password', 'correct horse')
  const first = await JsonConnection.open(server())
  await first.ask('signIn', { user: 'dolly', password: 'correct horse', device: web })
  const { token, expires } = await first.ask('issueToken')
  expect(expires).toBeGreaterThan(Date.now() + 29 * 86_400_000)
  const [again, liar] = [await JsonConnection.open(server()), await JsonConnection.open(server())]
  expect(await again.ask('signIn', { user: 'dolly', token, device: web })).toMatchObject({ user: 'dolly' })
  expect((await liar.reply('signIn', { user: 'dora', token, device: web })).error).toMatchObject({ code: 'WrongCredentials' })

  await (await server().backend('admin')).ask('DELETE', '/api/v1/users/dolly/tokens')
  const late = await JsonConnection.open(server())
  expect((await late.reply('signIn', { user: 'dolly', token, device: web })).error).toMatchObject({ code: 'WrongCredentials' })
})

it('what is no request is told why, with its id where it has one, and the connection lives', async () => {
  const ann = await JsonConnection.open(server())
  await ann.ask('signIn', { user: 'odd', token: server().token('odd'), device: web })
  const wrong = [
    ['', undefined, 'BadRequest'],
    ['{', undefined, 'BadRequest'],
    ['["ping"]', undefined, 'BadRequest'],
    ['{"type":"ping"}', undefined, 'BadRequest'],
    ['{"id":"a","type":"ping","extra":1}', 'a', 'BadRequest'],
    ['{"id":"b","type":"sendMessage","to":"user:x","body":7}', 'b', 'BadRequest'],
    ['{"id":"c","type":"sendMessage","to":"nobody","body":"x"}', 'c', 'BadRequest'],
    ['{"id":"d","type":"sendMessage","to":"user:x","body":""}', 'd', 'MessageTooShort'],
    [`{"id":"e","type":"sendMessage","to":"user:x","body":"${'ü'.repeat(40_000)}"}`, 'e', 'MessageTooLong'],
    ['{"id":"f","type":"sendMessage","to":"user:x","body":"\\ud83d"}', 'f', 'BadRequest'],
    ['{"id":"g","type":"hasOwnProperty"}', 'g', 'Unsupported'],
    ['{"id":"h","type":"ping","__proto__":{"a":1}}', 'h', 'BadRequest'],
  ] as const
  for (const [text] of wrong) ann.write(text)
  for (const [text, , code] of wrong) expect([text, await ann.event()]).toMatchObject([text, { error: { code, retry: false } }])
  expect(ann.received.slice(-wrong.length).map(({ id }) => id)).toEqual(wrong.map(([, id]) => id))
  expect(await ann.ask('ping')).toMatchObject({ time: expect.any(Number) })
})

it('binary messages, bytes that are no UTF-8 and messages above the limit end their connection only', async () => {
  const other = await enter(server(), 'json', 'calm')
  for (const [message, code] of [
    [Buffer.from('{"id":1,"type":"ping"}'), 1002],
    ['x'.repeat(640_001), 1009],
  ] as const) {
    const connection = await JsonConnection.open(server())
    connection.socket.send(message)
    expect(await connection.closed()).toMatchObject({ code })
  }
  await other.ping()
})

it('pages of other sites may not connect unless the settings name them, and what is no browser may', async () => {
  const mayConnect = async (at: { readonly httpPort: number }, origin: string | undefined, path: string) => {
    const connection = await JsonConnection.open(at, { path, ...(origin !== undefined && { origin }) })
    const open = connection.socket.readyState === WebSocket.OPEN
    connection.socket.close()
    return open
  }
  await using shop = await startServer({ env: { MAGPIE_HTTP_ALLOWED_ORIGINS: 'https://shop.example, http://localhost:5173' } })
  for (const path of ['/ws', '/omtp']) {
    expect(await mayConnect(server(), undefined, path)).toBe(true)
    expect(await mayConnect(server(), `http://127.0.0.1:${server().httpPort}`, path)).toBe(true)
    expect(await mayConnect(server(), 'https://shop.example', path)).toBe(false)
    expect(await mayConnect(server(), 'null', path)).toBe(false)
    expect(await mayConnect(shop, 'https://shop.example', path)).toBe(true)
    expect(await mayConnect(shop, 'http://localhost:5173', path)).toBe(true)
    expect(await mayConnect(shop, 'https://evil.example', path)).toBe(false)
  }
})

it('who asks too often is refused and told when to come back, and who goes on is disconnected', async () => {
  await using strict = await startServer({
    limits: 'as shipped',
    env: { MAGPIE_LIMITS_REQUESTS_PER_CONNECTION: '5', MAGPIE_LIMITS_REQUEST_BURST: '5' },
  })
  const eager = await JsonConnection.open(strict)
  await eager.ask('signIn', { user: 'ann', token: strict.token('ann'), device: web })
  for (let i = 0; i < 20; i++) eager.write(`{"id":"${i}","type":"ping"}`)
  const refused = await eventually(5_000, 'a refusal', () => eager.received.find(({ error }) => error !== undefined))
  expect(refused.error).toMatchObject({ code: 'TooManyRequests', retry: true, retryAfterMs: expect.any(Number) })
  for (let i = 0; i < 500; i++) eager.write('{"id":1,"type":"ping"}')
  expect(await eager.closed()).toEqual({ code: 1013, reason: 'too-many-requests' })
  expect(eager.received.at(-1)).toMatchObject({ event: 'closed', reason: 'too-many-requests', reconnect: true })
})

it('who writes too much is refused, and his messages before that arrive', async () => {
  await using strict = await startServer({ limits: 'as shipped', env: { MAGPIE_LIMITS_MESSAGES_PER_USER: '3' } })
  const [ann, ben] = [await enter(strict, 'json', 'ann'), await enter(strict, 'json', 'ben')]
  const outcomes = await Promise.allSettled(Array.from({ length: 30 }, (_, i) => ann.send('user:ben', `${i}`)))
  const accepted = outcomes.flatMap(({ status }, i) => (status === 'fulfilled' ? [`${i}`] : []))
  expect(accepted.length).toBeLessThan(30)
  for (const text of accepted) expect((await ben.expectMessage()).text).toBe(text)
  await ben.expectNothing()
})

it('a clean stop tells clients to come back', async () => {
  await using short = await startServer()
  const ann = await JsonConnection.open(short)
  await ann.ask('signIn', { user: 'ann', token: short.token('ann'), device: web })
  const stopped = short.stop()
  expect(await ann.event()).toMatchObject({ event: 'closed', reason: 'stopping', reconnect: true })
  expect(await ann.closed()).toEqual({ code: 1001, reason: 'stopping' })
  expect(await stopped).toBe(0)
})
