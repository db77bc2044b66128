import { beforeAll, describe, expect, it } from 'vitest'
import { Backend } from '../drivers/http.ts'
import { shareServer } from '../drivers/shared-server.ts'
import { bodies, type Described, operationsOf, scopes } from './http.ts'

const server = shareServer()
let admin: Backend
let operations: Described[]

beforeAll(async () => {
  admin = await server().backend('admin')
  operations = await operationsOf(admin)
})

async function refusals(backend: Backend, tried: readonly Described[]): Promise<[string, string][]> {
  const answers: [string, string][] = []
  for (const { id, method, path, body } of tried) answers.push([id, await backend.refused(method, path, body)])
  return answers
}

const each = (tried: readonly Described[], answer: string) => tried.map(({ id }) => [id, answer])
const audited = async () =>
  (await admin.get('/api/v1/audit?limit=200')).items.filter(({ action }: { action: string }) => action !== 'createKey')

async function keyWith(scopes: readonly string[], expiresInSeconds?: number): Promise<Backend> {
  const { key } = await admin.do('POST', '/api/v1/keys', {
    name: 'test',
    scopes,
    ...(expiresInSeconds !== undefined && { expiresInSeconds }),
  })
  return new Backend(admin.url, key)
}

describe('the document', () => {
  it('describes every operation: its name, what it does, its scope, its refusals', () => {
    expect(operations.length).toBeGreaterThan(50)
    expect(new Set(operations.map(({ id }) => id)).size).toBe(operations.length)
    for (const { id, summary, scope, statuses } of operations) {
      expect(summary, id).toMatch(/^[A-Z].*\.$/)
      expect(scopes, id).toContain(scope)
      expect(statuses, id).toEqual(expect.arrayContaining([400, 401, 403, 429, 500, 503]))
      expect(
        statuses.filter((status) => status < 300),
        id,
      ).toHaveLength(1)
    }
  })

  it('names no operation that this table forgets', () => {
    expect(
      operations
        .filter(({ takesBody }) => takesBody)
        .map(({ id }) => id)
        .sort(),
    ).toEqual(Object.keys(bodies).sort())
  })
})

describe('nobody does anything, and nothing is changed,', () => {
  it('without a key', async () => {
    const before = await audited()
    expect(await refusals(new Backend(admin.url, ''), operations)).toEqual(each(operations, '401 KeyRefused'))
    expect(await audited()).toEqual(before)
  })

  it('with a key that has expired', async () => {
    const before = await audited()
    const expired = await keyWith(['admin'], 0.001)
    await expect.poll(() => expired.refused('GET', '/api/v1/keys')).toBe('401 KeyRefused')
    expect(await refusals(expired, operations)).toEqual(each(operations, '401 KeyRefused'))
    expect(await audited()).toEqual(before)
  })

  it.each(scopes)('that needs the scope %s, with a key that has all others', async (scope) => {
    const before = await audited()
    const others = await keyWith(scopes.filter((each) => each !== scope && each !== 'admin'))
    const tried = operations.filter((operation) => operation.scope === scope)
    expect(await refusals(others, tried)).toEqual(each(tried, '403 ScopeMissing'))
    expect(await audited()).toEqual(before)
  })

  it('as, or to, somebody who does not exist', async () => {
    const before = await audited()
    const unknownIsFine = new Set(['createUser', 'mintToken', 'revokeTokens', 'revokeToken'])
    const tried = operations.filter(({ id, ofUser }) => ofUser && !unknownIsFine.has(id))
    expect(tried.length).toBeGreaterThan(20)
    expect(await refusals(admin, tried)).toEqual(each(tried, '404 UserNotFound'))
    const others = operations.filter(({ id }) => ['createGroup', 'sendMessage', 'giveNotice', 'sendCommand'].includes(id))
    expect(await refusals(admin, others)).toEqual(each(others, '404 UserNotFound'))
    expect(await audited()).toEqual(before)
  })

  it('to a group that does not exist', async () => {
    const before = await audited()
    const tried = operations.filter(({ path }) => path.startsWith('/api/v1/groups/'))
    expect(tried.length).toBeGreaterThan(6)
    expect(await refusals(admin, tried)).toEqual(each(tried, '404 GroupNotFound'))
    expect(await audited()).toEqual(before)
  })
})
