import { beforeAll, describe, expect, it } from 'vitest'
import { type ConsolePage, type ConsoleRole, consoleRights, openConsole } from '../drivers/console.ts'
import type { Backend } from '../drivers/http.ts'
import { shareServer } from '../drivers/shared-server.ts'
import { leastRole } from './console.ts'
import { type Described, operationsOf } from './http.ts'

const server = shareServer()
const roles = ['viewer', 'operator', 'admin'] as const satisfies readonly ConsoleRole[]
let admin: Backend
let operations: Described[]
let pages: Record<ConsoleRole, ConsolePage>

beforeAll(async () => {
  admin = await server().backend('admin')
  operations = await operationsOf(admin)
  const [viewer, operator, head] = await Promise.all(roles.map((role) => openConsole(server(), `the-${role}`, role)))
  if (viewer === undefined || operator === undefined || head === undefined) throw new Error('three roles make three pages')
  pages = { viewer, operator, admin: head }
})

const audited = async () =>
  (await admin.get('/api/v1/audit?limit=200')).items.filter(({ actor }: { actor: string }) => actor.startsWith('operator:'))
const may = (role: ConsoleRole, id: string) => {
  const least = leastRole.get(id)
  return least !== undefined && roles.indexOf(role) >= roles.indexOf(least)
}

async function answers(page: ConsolePage, tried: readonly Described[]): Promise<[string, string][]> {
  const found: [string, string][] = []
  for (const { id, method, path, body } of tried) found.push([id, await page.refused(method, path, body)])
  return found
}

it('every operation has the role that this table says, or none', () => {
  const described = operations.flatMap(({ id, consoleRole }) => (consoleRole === undefined ? [] : [[id, consoleRole]]))
  expect(Object.fromEntries(described)).toEqual(Object.fromEntries(leastRole))
})

describe.each(roles)('a %s', (role) => {
  it('does nothing above his role, and nothing the console does not do', async () => {
    const before = await audited()
    const tried = operations.filter(({ id }) => !may(role, id))
    expect(tried.length).toBeGreaterThan(20)
    expect(await answers(pages[role], tried)).toEqual(tried.map(({ id }) => [id, '403 RightMissing']))
    expect(await audited()).toEqual(before)
  })

  it('is not refused what his role may', async () => {
    const tried = operations.filter(({ id }) => may(role, id))
    const refusals = (await answers(pages[role], tried)).filter(([, answer]) => /^40[13]/.test(answer))
    expect(refusals).toEqual([])
  })
})

it.each([
  ['without the token against forgery', { 'x-csrf-token': '' }],
  ['from a page of others', { origin: 'http://evil.example' }],
  ['with a session that never was', { cookie: `magpie-console=${'x'.repeat(43)}` }],
])('nothing is changed %s, whatever role', async (_, headers) => {
  const before = await audited()
  const tried = operations.filter(({ method }) => method !== 'GET').filter(({ id }) => leastRole.has(id))
  expect(await answers(pages.admin.with(headers), tried)).toEqual(tried.map(({ id }) => [id, '401 SessionRefused']))
  expect(await audited()).toEqual(before)
})

it('an operator does not rise by what he may do to users', async () => {
  const head = '/api/v1/users/the-admin'
  const tried = [
    ['PUT', `${head}/password`, { password: 'mine now' }],
    ['PATCH', head, { disabled: true }],
    ['PUT', `${head}/mute`, { until: null }],
    ['DELETE', `${head}/tokens`, undefined],
    ['DELETE', `${head}/connections`, undefined],
    ['PUT', `/api/v1/users/the-operator/rights/${consoleRights.admin}`, undefined],
  ] as const
  for (const [method, path, body] of tried) expect(await pages.operator.refused(method, path, body), path).toBe('403 RightMissing')
})

it('a role that is taken back ends what its session may', async () => {
  const page = await openConsole(server(), 'omar', 'operator')
  await page.get('/api/v1/users')
  await admin.do('DELETE', `/api/v1/users/omar/rights/${consoleRights.operator}`)
  expect(await page.refused('GET', '/api/v1/users')).toBe('401 SessionRefused')
})

it('the sign-in is on record with its door and result, and the deeds under the operator’s name', async () => {
  const page = await openConsole(server(), 'oscar', 'operator')
  await page.do('POST', '/api/v1/users', { id: 'made-by-oscar' })
  const [{ actor, action, subject }] = (await admin.get('/api/v1/audit')).items
  expect([actor, action, subject]).toEqual(['operator:oscar', 'createUser', 'made-by-oscar'])
  await expect
    .poll(async () => (await admin.get('/api/v1/sign-ins?user=oscar')).items)
    .toMatchObject([{ user: 'oscar', door: 'console', result: 'ok', device: { type: 'web' } }])
})
