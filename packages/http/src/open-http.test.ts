import { ImError } from '@magpie-im/model'
import { expect, it, onTestFinished, vi } from 'vitest'
import { z } from 'zod'
import { operation } from './operation.ts'
import { openDoor } from './testing/door.fixture.ts'

const named = z.object({ name: z.string().max(8) })

const look = operation({
  id: 'look',
  method: 'GET',
  path: '/things/{name}',
  tag: 'things',
  summary: 'Looks.',
  scope: 'read',
  errors: ['NotFound'],
  params: named,
  response: z.object({ name: z.string() }),
  handle: ({ params: { name } }) => {
    if (name === 'bug') throw new Error('secret of the house')
    if (name === 'none') throw new ImError('NotFound', { detail: 'no thing' })
    if (name === 'full') throw new ImError('TooManyMessages', { retryAfterMs: 1500 })
    return { name, hidden: 'never shown' }
  },
})

function counter() {
  let count = 0
  const make = operation({
    id: 'make',
    method: 'POST',
    path: '/things',
    tag: 'things',
    summary: 'Makes.',
    scope: 'write',
    status: 201,
    body: z.strictObject({ name: z.string().max(8) }),
    response: z.object({ count: z.int() }),
    subject: ({ body }) => body.name,
    handle: ({ body: { name } }) => {
      if (name === 'bad') throw new ImError('BadRequest')
      count++
      return { count }
    },
  })
  return { make, made: () => count }
}

it('an answer holds what its schema names, and nothing else', async () => {
  const { ask, makeKey } = await openDoor([look])
  const answer = await ask(await makeKey('read'), '/things/a')
  expect([answer.statusCode, answer.json()]).toEqual([200, { name: 'a' }])
  expect(answer.headers).toMatchObject({ 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' })
})

it.each([
  ['', 401, 'KeyRefused'],
  ['magpie_0123456789ab_0123456789012345678901234567890123456789012', 401, 'KeyRefused'],
  ['nonsense', 401, 'KeyRefused'],
])('the key %j is refused', async (key, status, code) => {
  const { ask } = await openDoor([look])
  const answer = await ask(key, '/things/a')
  expect([answer.statusCode, answer.json().error.code]).toEqual([status, code])
  expect(answer.headers['www-authenticate']).toBe('Bearer')
})

it('what begins while the server stops is refused, and can be asked of the next one', async () => {
  const { make, made } = counter()
  const { ask, makeKey, health } = await openDoor([make])
  const key = await makeKey('write')
  health.listening = false
  const answer = await ask(key, '/things', { method: 'POST', body: { name: 'a' } })
  expect([answer.statusCode, answer.headers['retry-after'], answer.json().error.code]).toEqual([503, '1', 'Stopping'])
  expect(made()).toBe(0)
  expect((await ask('', '/healthz')).statusCode).toBe(200)
})

it('a key that expired or was revoked is refused', async () => {
  const { ask, keys, clock } = await openDoor([look])
  const short = await keys.create({ name: 'short', scopes: ['read'], expiresInSeconds: 60 })
  const long = await keys.create({ name: 'long', scopes: ['read'] })
  expect([(await ask(short.text, '/things/a')).statusCode, (await ask(long.text, '/things/a')).statusCode]).toEqual([200, 200])
  clock.pass(60_000)
  await keys.revoke(long.key.id)
  expect([(await ask(short.text, '/things/a')).statusCode, (await ask(long.text, '/things/a')).statusCode]).toEqual([401, 401])
})

it('a key does what its scopes say, and one with admin everything', async () => {
  const { make, made } = counter()
  const { ask, makeKey } = await openDoor([make])
  const post = { method: 'POST', body: { name: 'a' } } as const
  const refused = await ask(await makeKey('read', 'send'), '/things', post)
  expect([refused.statusCode, refused.json().error.code, made()]).toEqual([403, 'ScopeMissing', 0])
  expect((await ask(await makeKey('write'), '/things', post)).statusCode).toBe(201)
  expect((await ask(await makeKey('admin'), '/things', post)).statusCode).toBe(201)
})

it.each([
  ['/things/none', 404, { code: 'NotFound', message: 'there is nothing of this name: no thing', details: {} }],
  ['/things/toolonganame', 400, { code: 'BadRequest', details: { in: 'params', fields: [{ field: 'name' }] } }],
  ['/elsewhere', 404, { code: 'NotFound' }],
  ['/things/%', 400, { code: 'BadRequest' }],
])('%s is refused with a reason', async (path, status, error) => {
  const { ask, makeKey } = await openDoor([look])
  const answer = await ask(await makeKey('read'), path)
  expect(answer.statusCode).toBe(status)
  expect(answer.json().error).toMatchObject(error)
})

it('a bug is an internal error, and what it said goes to the log alone', async () => {
  const { ask, makeKey, lines } = await openDoor([look])
  const answer = await ask(await makeKey('read'), '/things/bug')
  expect([answer.statusCode, answer.json().error.code]).toEqual([500, 'Internal'])
  expect(answer.body).not.toContain('secret')
  expect(lines).toContainEqual({
    level: 'error',
    message: 'http request failed',
    trace: answer.headers['x-request-id'],
    error: expect.objectContaining({ message: 'secret of the house' }),
  })
})

it.each<[string, { body?: unknown; headers?: Record<string, string> }, number, string]>([
  ['no body', {}, 400, 'BadRequest'],
  ['a body of another type', { body: 'a=1', headers: { 'content-type': 'application/x-www-form-urlencoded' } }, 415, 'BadRequest'],
  ['a body that is no JSON', { body: '{"name":"s3cret', headers: { 'content-type': 'application/json' } }, 400, 'BadRequest'],
  ['a field too many', { body: { name: 'a', more: 1 } }, 400, 'BadRequest'],
  ['a body beyond 1 MiB', { body: { name: 'x'.repeat(1_048_576) } }, 413, 'TooLarge'],
])('%s is refused, and nothing is done', async (_, request, status, code) => {
  const { make, made } = counter()
  const { ask, makeKey } = await openDoor([make])
  const answer = await ask(await makeKey('write'), '/things', { method: 'POST', ...request })
  expect([answer.statusCode, answer.json().error.code, made()]).toEqual([status, code, 0])
  expect(answer.body).not.toContain('s3cret')
})

it('who repeats a request under its key gets the first answer, and it is done once', async () => {
  const { make, made } = counter()
  const { ask, makeKey, clock } = await openDoor([make])
  const [mine, another] = [await makeKey('write'), await makeKey('write')]
  const post = (name: string) => ({ method: 'POST', body: { name }, headers: { 'idempotency-key': 'k1' } }) as const
  const together = await Promise.all([ask(mine, '/things', post('a')), ask(mine, '/things', post('a'))])
  expect(together.map((answer) => [answer.statusCode, answer.json()])).toEqual([
    [201, { count: 1 }],
    [201, { count: 1 }],
  ])
  expect((await ask(mine, '/things', post('a'))).headers['idempotency-replayed']).toBe('true')
  expect((await ask(mine, '/things', post('b'))).json().error.code).toBe('RepeatKeyReused')
  expect((await ask(another, '/things', post('a'))).json()).toEqual({ count: 2 })
  clock.pass(24 * 3_600_000)
  expect((await ask(mine, '/things', post('b'))).json()).toEqual({ count: 3 })
  expect(made()).toBe(3)
})

it('a refused request is judged anew when it is repeated', async () => {
  const { make } = counter()
  const { ask, makeKey } = await openDoor([make])
  const key = await makeKey('write')
  const headers = { 'idempotency-key': 'k1' }
  expect((await ask(key, '/things', { method: 'POST', body: { name: 'bad' }, headers })).statusCode).toBe(400)
  expect((await ask(key, '/things', { method: 'POST', body: { name: 'a' }, headers })).statusCode).toBe(201)
})

it('a key is told its budget, and when to come back', async () => {
  const { ask, makeKey } = await openDoor([look], { burst: 2 })
  const key = await makeKey('read')
  const first = await ask(key, '/things/a')
  expect(first.headers).toMatchObject({ 'ratelimit-limit': '2', 'ratelimit-remaining': '1', 'ratelimit-reset': '1' })
  await ask(key, '/things/a')
  const refused = await ask(key, '/things/a')
  expect([refused.statusCode, refused.json().error.code]).toEqual([429, 'TooManyRequests'])
  expect(refused.headers).toMatchObject({ 'ratelimit-remaining': '0', 'retry-after': '1' })
  expect((await ask(await makeKey('read'), '/things/a')).statusCode).toBe(200)
})

it('whoever has no valid key is limited by his address, and his requests fill no log; whoever has one is let in', async () => {
  const { ask, makeKey, lines, clock, counted } = await openDoor([look], { strangers: 4 })
  const key = await makeKey('read')
  const asked = [
    ['', '/things/a'],
    ['nonsense', '/things/a'],
    ['', '/nobody/knows'],
    ['', '/api/openapi.json'],
  ] as const
  const statuses = async () => await Promise.all(asked.map(async ([key, path]) => (await ask(key, path)).statusCode))
  expect(await statuses()).toEqual([401, 401, 404, 200])
  const lineCount = lines.length
  expect(await statuses()).toEqual([429, 429, 429, 429])
  expect((await ask('', '/api/docs/')).statusCode).toBe(429)
  expect((await ask('', '/things/a')).headers['retry-after']).toBe('1')
  expect(lines).toHaveLength(lineCount)
  expect(counted.filter((line) => line.endsWith('TooManyRequests'))).toHaveLength(6)
  expect((await ask(key, '/things/a')).statusCode).toBe(200)
  expect((await ask('', '/things/a', { from: '192.0.2.1' })).statusCode).toBe(401)
  expect((await ask('', '/healthz')).statusCode).toBe(200)
  clock.pass(1000)
  expect((await ask('', '/things/a')).statusCode).toBe(401)
})

it('another limit says when to come back too', async () => {
  const { ask, makeKey } = await openDoor([look])
  expect((await ask(await makeKey('read'), '/things/full')).headers['retry-after']).toBe('2')
})

it('what is written is audited: who, what and to what, durably, before the answer', async () => {
  const { make } = counter()
  const { ask, makeKey, keys, records } = await openDoor([make, look])
  const key = await makeKey('write')
  await ask(key, '/things', { method: 'POST', body: { name: 'a' } })
  await ask(await makeKey('read'), '/things/a')
  const [made] = keys.list()
  expect(records().filter(({ type }) => type === 'audit')).toMatchObject([
    { actor: `key:${made?.id}`, action: 'make', subject: 'a', detail: 'from 127.0.0.1' },
  ])
})

it('what audits itself is not audited twice', async () => {
  const act = operation({
    id: 'act',
    method: 'POST',
    path: '/acts',
    tag: 'things',
    summary: 'Acts.',
    scope: 'write',
    auditedByUseCase: true,
    handle: () => undefined,
  })
  const { ask, makeKey, records } = await openDoor([act])
  expect((await ask(await makeKey('write'), '/acts', { method: 'POST' })).statusCode).toBe(204)
  expect(records().filter(({ type }) => type === 'audit')).toEqual([])
})

it('a read is answered when everything it may tell is durable', async () => {
  const { ask, makeKey, keys, journal } = await openDoor([look])
  const key = await makeKey('read')
  journal.pause()
  const waiting = keys.create({ name: 'late', scopes: ['read'] })
  let answered = false
  const asked = ask(key, '/things/a').finally(() => {
    answered = true
  })
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
  expect(answered).toBe(false)
  journal.resume()
  await waiting
  expect((await asked).statusCode).toBe(200)
})

it('a request keeps the id it brings, and gets one when it brings none or an odd one', async () => {
  const { ask, makeKey, lines } = await openDoor([look])
  const key = await makeKey('read')
  expect((await ask(key, '/things/a', { headers: { 'x-request-id': 'r-1' } })).headers['x-request-id']).toBe('r-1')
  expect((await ask(key, '/things/a', { headers: { 'x-request-id': 'a b' } })).headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
  const trace = '0af7651916cd43dd8448eb211c80319c'
  const traced = await ask(key, '/things/a', { headers: { traceparent: `00-${trace}-b7ad6b7169203331-01` } })
  expect(traced.headers['x-request-id']).toBe(trace)
  expect(lines).toContainEqual(expect.objectContaining({ trace: 'r-1', method: 'GET', route: '/things/:name', status: 200 }))
})

it('the document describes the API, and the page comes without the internet', async () => {
  const { ask } = await openDoor([look])
  const document = (await ask('', '/api/openapi.json')).json()
  expect(document.openapi).toBe('3.1.0')
  expect(document.paths['/api/v1/users'].get).toMatchObject({ operationId: 'listUsers', 'x-scope': 'read', security: [{ key: [] }] })
  const page = await ask('', '/api/docs/')
  expect(page.statusCode).toBe(200)
  expect(page.headers['content-security-policy']).toContain("default-src 'self'")
  expect(page.body).not.toMatch(/(?:src|href)="https?:/)
})

it('the document is written once, since strangers may ask for it all the time', async () => {
  const { ask } = await openDoor([look])
  const first = await ask('', '/api/openapi.json')
  const write = vi.spyOn(JSON, 'stringify')
  onTestFinished(() => write.mockRestore())
  const again = await ask('', '/api/openapi.json')
  expect(again.body).toBe(first.body)
  expect(again.headers['content-type']).toBe('application/json; charset=utf-8')
  expect(write.mock.calls.filter(([value]) => Object(value).openapi !== undefined)).toEqual([])
})

it('every request is counted by its operation and what became of it, never by what it asked for', async () => {
  const { ask, makeKey, counted } = await openDoor([look])
  const key = await makeKey('read')
  for (const path of ['/things/a', '/things/none', '/things/bug', '/things/toolonganame', '/nobody/knows', '/healthz']) await ask(key, path)
  await ask('', '/things/a')
  expect(counted).toEqual([
    'http look done',
    'http look NotFound',
    'http look Internal',
    'http look BadRequest',
    'http other NotFound',
    'http GET /healthz done',
    'http look KeyRefused',
  ])
})

it('a balancer is told whether to send clients here, without a key', async () => {
  const { ask, unready } = await openDoor([])
  expect((await ask('', '/readyz')).json()).toEqual({ ready: true, reasons: [] })
  unready.push('the journal cannot be written')
  const answer = await ask('', '/readyz')
  expect([answer.statusCode, answer.json()]).toEqual([503, { ready: false, reasons: ['the journal cannot be written'] }])
  expect((await ask('', '/healthz')).json()).toEqual({ alive: true })
})

it('metrics are for this machine, and for who has a key', async () => {
  const { ask, makeKey } = await openDoor([])
  const local = await ask('', '/metrics')
  expect([local.statusCode, local.body, local.headers['content-type']]).toEqual([200, 'up 1\n', 'text/plain'])
  const forwarded = { headers: { 'x-forwarded-for': '192.0.2.1' } }
  expect((await ask('', '/metrics', forwarded)).json().error.code).toBe('KeyRefused')
  expect((await ask('', '/metrics', { from: '192.0.2.1' })).json().error.code).toBe('KeyRefused')
  expect((await ask(await makeKey('write'), '/metrics', forwarded)).json().error.code).toBe('ScopeMissing')
  expect((await ask(await makeKey('read'), '/metrics', forwarded)).statusCode).toBe(200)
})
