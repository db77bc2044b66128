import { beforeAll, describe, expect, it } from 'vitest'
import { Backend } from '../drivers/http.ts'
import { shareServer } from '../drivers/shared-server.ts'
import { mintToken } from '../drivers/token.ts'
import { type Described, operationsOf, scopes } from './http.ts'
import { forget, makeWorld, stateOf, type World } from './world.ts'

const server = shareServer()
let world: World
let admin: Backend
let writer: Backend
/** Every operation, aimed at what Ann has. */
let operations: Described[]

beforeAll(async () => {
  world = await makeWorld(server())
  admin = await server().backend('admin')
  writer = await keyWith(['read', 'write', 'send'])
  const names = { user: 'ann', friend: 'bob', other: 'bob', group: world.group, conversation: 'user:bob', stamp: `${world.seqId}` }
  const [connection] = (await admin.get('/api/v1/connections?user=ann')).items
  operations = await operationsOf(admin, { ...names, type: 'linux', device: world.annDevice, file: world.annFile, id: `${connection.id}` })
  for (const client of [world.ann, world.bob, world.cas]) await forget(client)
})

async function keyWith(scopes: readonly string[], expiresInSeconds?: number): Promise<Backend> {
  const wish = { name: 'test', scopes, ...(expiresInSeconds !== undefined && { expiresInSeconds }) }
  return new Backend(admin.url, (await admin.do('POST', '/api/v1/keys', wish)).key)
}

const targeted = (body: object | undefined) =>
  body && JSON.parse(JSON.stringify(body).replaceAll('user:nobody-there', 'user:bob').replaceAll('nobody-there', 'ann'))

async function expectAllRefused(backend: Backend, tried: readonly Described[], answer: string): Promise<void> {
  const before = await stateOf(world)
  for (const { id, method, path, body } of tried) expect(await backend.refused(method, path, targeted(body)), id).toBe(answer)
  expect(await stateOf(world)).toEqual(before)
}

describe('nothing of those who are there changes by a key that may not', () => {
  it('because there is none, or it is no key', async () => {
    for (const key of ['', 'x', `${admin.key}x`]) await expectAllRefused(new Backend(admin.url, key), operations, '401 KeyRefused')
    const others = operations.filter(({ byUser }) => !byUser)
    await expectAllRefused(new Backend(admin.url, server().token('ann')), others, '401 KeyRefused')
  })

  it('because it is the token of somebody else', async () => {
    const tried = operations.filter(({ byUser }) => byUser)
    expect(tried.length).toBeGreaterThan(3)
    for (const token of [server().token('eve'), mintToken('ann', server().data, { expiresInSeconds: -1 })]) {
      await expectAllRefused(new Backend(admin.url, token), tried, '401 WrongCredentials')
    }
    await admin.do('DELETE', '/api/v1/users/eve/tokens')
    const asEve = tried.map((operation) => ({ ...operation, path: operation.path.replace('/ann/', '/eve/') }))
    await expectAllRefused(new Backend(admin.url, server().token('eve')), asEve, '401 WrongCredentials')
  })

  it('because it was revoked', async () => {
    const { id, key } = await admin.do('POST', '/api/v1/keys', { name: 'test', scopes: ['admin'] })
    await admin.do('DELETE', `/api/v1/keys/${id}`)
    await expectAllRefused(new Backend(admin.url, key), operations, '401 KeyRefused')
  })

  it('because it has expired', async () => {
    const expired = await keyWith(['admin'], 0.001)
    await expect.poll(() => expired.refused('GET', '/api/v1/keys')).toBe('401 KeyRefused')
    await expectAllRefused(expired, operations, '401 KeyRefused')
  })

  it.each(scopes)('because it has all scopes but %s', async (scope) => {
    const others = await keyWith(scopes.filter((other) => other !== scope && other !== 'admin'))
    const tried = operations.filter((operation) => operation.scope === scope)
    expect(tried.length).toBeGreaterThan(0)
    await expectAllRefused(others, tried, '403 ScopeMissing')
  })
})

type Deed = readonly [Parameters<Backend['ask']>[0], (world: World) => string, object | ((world: World) => object) | undefined, string]

const text = { kind: 'text', content: { text: 'obey' } }
const group = ({ group }: World) => `/api/v1/groups/${group}`
const as = (user: string, path: (world: World) => string) => (world: World) => `${path(world)}?as=${user}`
const conversation = (name: (world: World) => string, rest: string) => (world: World) =>
  `/api/v1/users/eve/conversations/${name(world)}${rest}`
const ofOthers = [() => 'user:bob', ({ group }: World) => `group:${group}`] as const

function withFile(to: string | readonly string[], file: string): object {
  return { from: 'eve', to, message: { kind: 'file', content: { url: `file:${file}`, name: 'x', size: 1 } }, files: [file] }
}

/** What a backend asks for in the name of a user who may not: the rules of users are rules for it too. */
const deeds: Readonly<Record<string, readonly Deed[]>> = {
  'a stranger to the group': [
    ['PATCH', as('eve', group), { name: 'Mine' }, '403 NotInGroup'],
    ['POST', as('eve', (world) => `${group(world)}/transfer`), { to: 'eve' }, '403 NotInGroup'],
    ['DELETE', as('eve', group), undefined, '403 NotInGroup'],
    ['POST', as('eve', (world) => `${group(world)}/members`), { users: ['eve'] }, '403 NotInGroup'],
    ['PATCH', as('eve', (world) => `${group(world)}/members/bob`), { role: 'admin' }, '403 NotInGroup'],
    ['DELETE', as('eve', (world) => `${group(world)}/members/bob`), undefined, '403 NotInGroup'],
    ['POST', () => '/api/v1/messages', ({ group }) => ({ from: 'eve', to: `group:${group}`, message: text }), '403 NotInGroup'],
  ],
  'a member of the group': [
    ['PATCH', as('bob', group), { name: 'Mine' }, '403 NotGroupOwner'],
    ['POST', as('bob', (world) => `${group(world)}/transfer`), { to: 'bob' }, '403 NotGroupOwner'],
    ['DELETE', as('bob', group), undefined, '403 NotGroupOwner'],
    ['PATCH', as('bob', (world) => `${group(world)}/members/bob`), { role: 'admin' }, '403 GroupNotAllowed'],
    ['PATCH', as('bob', (world) => `${group(world)}/members/ann`), { mutedUntil: null }, '403 GroupNotAllowed'],
    ['DELETE', as('bob', (world) => `${group(world)}/members/ann`), undefined, '403 GroupNotAllowed'],
  ],
  'somebody who is no friend': [
    ['POST', () => '/api/v1/messages', { from: 'eve', to: 'user:bob', message: text }, '403 NotFriends'],
    ['PATCH', () => '/api/v1/users/eve/friends/bob', { remark: 'x' }, '403 NotFriends'],
    ['PUT', () => '/api/v1/users/eve/friends/bob/attributes/LABEL', { value: 'x' }, '403 NotFriends'],
  ],
  'somebody who is not in the conversation': ofOthers.flatMap((name): readonly Deed[] => [
    ['GET', conversation(name, '/messages'), undefined, '404 NotInConversation'],
    ['GET', conversation(name, '/read-mark'), undefined, '404 NotInConversation'],
    ['PUT', conversation(name, '/read-mark'), { stamp: 1 }, '404 NotInConversation'],
    ['DELETE', conversation(name, ''), undefined, '404 NotInConversation'],
    ['PUT', conversation(name, '/attributes/TOP'), { value: '1' }, '404 NotInConversation'],
  ]),
  'somebody who was never shown the file': [
    ['GET', ({ annFile }) => `/api/v1/users/eve/files/${annFile}`, undefined, '404 NotFound'],
    ['GET', ({ annFile }) => `/api/v1/users/eve/files/${annFile}/link`, undefined, '404 NotFound'],
    ['PATCH', ({ annFile }) => `/api/v1/users/eve/files/${annFile}?offset=0`, { x: 1 }, '404 NotFound'],
    ['POST', () => '/api/v1/messages', ({ annFile }) => withFile('user:cas', annFile), '404 NotFound'],
    ['POST', () => '/api/v1/messages/batch', ({ annFile }) => withFile(['user:cas'], annFile), '404 NotFound'],
  ],
  'somebody whose message it is not': (['revoke', 'override'] as const).map(
    (action): Deed => [
      'POST',
      (world) => `/api/v1/users/eve/conversations/user:cas/messages/${world.casSeqId}/control`,
      { action, body: 'x' },
      '403 ControlNotAllowed',
    ],
  ),
}

describe.each(Object.entries(deeds))('in the name of %s', (_, tried) => {
  it.each(tried.map((deed, at) => [at + 1, deed] as const))('nothing is done (%i)', async (_, [method, path, body, answer]) => {
    const before = await stateOf(world)
    const sent = typeof body === 'function' ? body(world) : body
    expect(await writer.refused(method, path(world), sent), `${method} ${path(world)}`).toBe(answer)
    expect(await stateOf(world)).toEqual(before)
  })
})

it('a batch says of each what a single message would have been told, and a key of a backend is no operator', async () => {
  const before = await stateOf(world)
  const to = ['user:bob', `group:${world.group}`]
  const { results } = await writer.do('POST', '/api/v1/messages/batch', { from: 'eve', to, message: text })
  expect(results.map(({ error }: { error: { code: string } }) => error.code)).toEqual(['NotFriends', 'NotInGroup'])
  const control = `/api/v1/users/eve/conversations/user:cas/messages/${world.casSeqId}/control`
  expect(await writer.refused('POST', control, { action: 'revoke', operator: true })).toBe('403 ScopeMissing')
  expect(await stateOf(world)).toEqual(before)
})

it('who is muted, or blocked, does not write by a backend either', async () => {
  const send = (to: string) => writer.refused('POST', '/api/v1/messages', { from: 'eve', to, message: text })
  await admin.do('PUT', '/api/v1/users/eve/mute', { until: '2100-01-01T00:00:00.000Z' })
  await admin.do('PATCH', `/api/v1/groups/${world.casGroup}/members/eve`, { mutedUntil: '2100-01-01T00:00:00.000Z' })
  await forget(world.cas)
  const before = await stateOf(world)
  for (const to of ['user:cas', `group:${world.ownGroup}`]) expect(await send(to)).toBe('403 Muted')
  await admin.do('PUT', '/api/v1/users/eve/mute', { until: null })
  expect(await send(`group:${world.casGroup}`)).toBe('403 GroupMuted')
  await admin.do('PUT', '/api/v1/users/cas/blocks/eve')
  expect(await send('user:cas')).toBe('403 Blocked')
  expect(await stateOf(world)).toEqual(before)
})
