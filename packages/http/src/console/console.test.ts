import { type ConsoleRole, parseUserId, type Right } from '@magpie-im/model'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { operation } from '../operation.ts'
import { ownOrigin } from '../testing/console.fixture.ts'
import { openDoor } from '../testing/door.fixture.ts'

const rightOf: Record<ConsoleRole, Right> = { viewer: 'view', operator: 'operate', admin: 'administer' }

it.each([
  ['viewer', { look: 200, hidden: 403, change: 403, rule: 403 }],
  ['operator', { look: 200, hidden: 403, change: 200, rule: 403 }],
  ['admin', { look: 200, hidden: 403, change: 200, rule: 200 }],
] as const)('a %s does what the rows say', async (role, expected) => {
  const { as } = await open(role)
  const { ask } = await as('olga')
  const looked = await ask('/admin/api/v1/things/ann')
  const hidden = await ask('/admin/api/v1/hidden')
  const changed = await ask('/admin/api/v1/things/ann', { method: 'PUT' })
  const ruled = await ask('/admin/api/v1/rule', { method: 'POST' })
  expect({ look: looked.statusCode, hidden: hidden.statusCode, change: changed.statusCode, rule: ruled.statusCode }).toEqual(expected)
})

it('what an operator does is in the audit log under his name; what he looks at is no line of the log', async () => {
  const { as, records, lines } = await open('operator')
  const { ask } = await as('olga')
  await ask('/admin/api/v1/things/ann', { method: 'PUT' })
  await ask('/admin/api/v1/things/ann')
  expect(records().findLast(({ type }) => type === 'audit')).toMatchObject({ actor: 'operator:olga', action: 'change', subject: 'ann' })
  expect(lines.slice(-2)).toMatchObject([
    { level: 'info', operator: 'olga', method: 'PUT' },
    { level: 'debug', operator: 'olga', method: 'GET' },
  ])
})

it('the cookie is read by no script, sent by no page of others, and over TLS only when it came so', async () => {
  const { door, as } = await open('viewer')
  expect((await as('olga')).cookie).toMatch(/^magpie-console=[\w-]{43}; Path=\/admin; HttpOnly; SameSite=Strict$/)
  const overTls = await signIn(door, { origin: 'https://chat.example' })
  expect(overTls.statusCode, 'its page is another').toBe(401)
  door.origins.add('https://chat.example')
  expect(String((await signIn(door, { origin: 'https://chat.example' })).headers['set-cookie'])).toContain('; Secure')
})

it.each([
  ['without the token against forgery', { 'x-csrf-token': '' }],
  ['with a wrong one', { 'x-csrf-token': 'x'.repeat(43) }],
  ['from a page of others', { origin: 'http://evil.example' }],
  ['without saying from which page', { origin: undefined }],
  ['without a session', { cookie: '' }],
  ['with a session that never was', { cookie: `magpie-console=${'x'.repeat(43)}` }],
])('nothing is changed %s', async (_, headers) => {
  const { as, changes } = await open('admin')
  const { ask } = await as('olga')
  const refused = await ask('/admin/api/v1/things/ann', { method: 'PUT', headers })
  expect([refused.statusCode, refused.json().error.code, changes()]).toEqual([401, 'SessionRefused', 0])
})

it('a session is good for the console alone, and a key for backends alone', async () => {
  const { as, door } = await open('admin')
  const { ask, headers } = await as('olga')
  expect((await ask('/api/v1/things/ann')).json().error.code).toBe('KeyRefused')
  const key = await door.makeKey('admin')
  expect((await door.ask(key, '/admin/api/v1/things/ann')).json().error.code).toBe('SessionRefused')
  expect((await door.ask(key, '/api/v1/things/ann', { headers })).statusCode).toBe(200)
  expect((await ask('/admin/metrics')).statusCode).toBe(404)
})

it.each([
  ['viewer', 403],
  ['operator', 403],
  ['admin', 200],
] as const)('of those who use the console themselves, a %s gets %i', async (role, status) => {
  const { as, door } = await open(role)
  door.give('omar', 'viewer')
  const { ask } = await as('olga')
  expect((await ask('/admin/api/v1/things/omar', { method: 'PUT' })).statusCode).toBe(status)
})

it('the page asks who it is, and signs out', async () => {
  const { as, door } = await open('viewer')
  expect((await door.ask('', '/admin/api/session')).json()).toEqual({ session: null })
  const { ask, headers } = await as('olga')
  const session = { user: 'olga', role: 'viewer', csrfToken: headers['x-csrf-token'] }
  expect((await ask('/admin/api/session')).json()).toEqual({ session })
  expect((await ask('/admin/api/session', { method: 'DELETE', headers: { 'x-csrf-token': 'x' } })).statusCode).toBe(401)
  const out = await ask('/admin/api/session', { method: 'DELETE' })
  expect([out.statusCode, out.headers['set-cookie']]).toEqual([204, expect.stringMatching(/^magpie-console=; .*Max-Age=0$/)])
  expect((await ask('/admin/api/v1/things/ann')).json().error.code).toBe('SessionRefused')
})

it.each([
  ['with a wrong password', { secret: 'wrong' }, 'WrongCredentials'],
  ['without a role', { user: 'nobody' }, 'RightMissing'],
  ['from a page of others', { origin: 'http://evil.example' }, 'SessionRefused'],
  ['from no page', { origin: undefined }, 'SessionRefused'],
])('nobody signs in %s', async (_, wrong, code) => {
  const { door } = await open('admin')
  const refused = await signIn(door, wrong)
  expect([refused.json().error.code, refused.headers['set-cookie']]).toEqual([code, undefined])
})

async function open(role: ConsoleRole) {
  let changed = 0
  const row = { tag: 'things', summary: 'Does.', scope: 'read' } as const
  const params = z.object({ user: z.string() })
  const response = z.object({ count: z.int() })
  const change = () => ({ count: ++changed })
  const look = () => ({ count: changed })
  const opened = await openDoor([
    operation({ ...row, id: 'look', method: 'GET', path: '/api/v1/things/{user}', console: 'viewer', params, response, handle: look }),
    operation({ ...row, id: 'hidden', method: 'GET', path: '/api/v1/hidden', response, handle: look }),
    operation({
      ...row,
      id: 'change',
      method: 'PUT',
      path: '/api/v1/things/{user}',
      console: 'operator',
      params,
      response,
      handle: change,
    }),
    operation({ ...row, id: 'rule', method: 'POST', path: '/api/v1/rule', console: 'admin', response, handle: change }),
  ])
  const give = (user: string, role: ConsoleRole) =>
    opened.state.grants.change({ user: parseUserId(user), right: rightOf[role], conversation: undefined }, true).apply()
  give('olga', role)
  const door = { ...opened, give }
  return { door, records: opened.records, lines: opened.lines, changes: () => changed, as: (user: string) => page(door, user) }
}

type Door = Pick<Awaited<ReturnType<typeof openDoor>>, 'ask' | 'origins'>

interface SigningIn {
  readonly user?: string
  readonly secret?: string
  readonly origin?: string | undefined
}

function signIn({ ask }: Door, wish: SigningIn = {}) {
  const { user = 'olga', secret = 'secret', origin } = { origin: ownOrigin, ...wish }
  const headers = origin === undefined ? {} : { origin }
  return ask('', '/admin/api/session', { method: 'POST', body: { user, secret }, headers })
}

/** A page in a browser on which somebody has signed in. */
async function page(door: Door, user: string) {
  const answer = await signIn(door, { user })
  expect(answer.json()).toMatchObject({ session: { user } })
  const cookie = String(answer.headers['set-cookie'])
  const own = { cookie: cookie.split(';')[0] ?? '', origin: ownOrigin, 'x-csrf-token': String(answer.json().session.csrfToken) }
  type Wish = { method?: 'GET' | 'PUT' | 'POST' | 'DELETE'; headers?: Readonly<Record<string, string | undefined>> }
  const ask = (url: string, { method = 'GET', headers = {} }: Wish = {}) => {
    const sent = Object.entries({ ...own, ...headers }).filter((header): header is [string, string] => header[1] !== undefined)
    return door.ask('', url, { method, headers: Object.fromEntries(sent) })
  }
  return { cookie, headers: own, ask }
}
