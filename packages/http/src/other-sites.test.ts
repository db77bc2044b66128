import { expect, it } from 'vitest'
import { z } from 'zod'
import { operation } from './operation.ts'
import { openDoor } from './testing/door.fixture.ts'

const params = z.object({ user: z.string() })
const [write, read] = (['POST', 'GET'] as const).map((method) =>
  operation({
    ...{ id: `${method}Thing`, method, path: '/api/v1/users/{user}/things', tag: 'things', summary: 'Does it.', scope: 'read' },
    byUser: true,
    params,
    handle: () => undefined,
  }),
)
const ofBackends = operation({
  ...{ id: 'other', method: 'GET', path: '/api/v1/others', tag: 'things', summary: 'Does it.', scope: 'read' },
  handle: () => undefined,
})
const things = '/api/v1/users/ann/things'
const shop = { origin: 'https://shop.example' }

async function door() {
  const opened = await openDoor([write, read, ofBackends].filter((each) => each !== undefined))
  opened.allowed.add(shop.origin)
  return { ...opened, key: await opened.makeKey('read') }
}

it('a page of a site that is allowed may ask what a user may with his token, and reads the answer, a refusal too', async () => {
  const { ask, key } = await door()
  const { statusCode, headers } = await ask('', things, {
    method: 'OPTIONS',
    headers: { ...shop, 'access-control-request-method': 'POST' },
  })
  expect(statusCode).toBe(204)
  expect(headers).toMatchObject({
    'access-control-allow-origin': shop.origin,
    'access-control-allow-methods': 'POST, GET',
    'access-control-allow-headers': expect.stringContaining('authorization, content-type'),
    vary: 'Origin',
  })
  for (const [credential, status] of [
    [key, 204],
    ['', 401],
  ] as const) {
    const answer = await ask(credential, things, { headers: shop })
    expect([answer.statusCode, answer.headers['access-control-allow-origin']]).toEqual([status, shop.origin])
    expect(answer.headers).not.toHaveProperty('access-control-allow-credentials')
  }
})

it('a page of another site may not, nor of any what only backends and the console do', async () => {
  const { ask, key } = await door()
  const asked = [
    [things, 'https://other.example'],
    ['/api/v1/others', shop.origin],
    [`/admin${things}`, shop.origin],
  ] as const
  for (const [url, origin] of asked) {
    for (const method of ['OPTIONS', 'GET'] as const) {
      const { headers } = await ask(key, url, { method, headers: { origin } })
      expect(
        Object.keys(headers).filter((name) => name.startsWith('access-control')),
        `${method} ${url}`,
      ).toEqual([])
    }
  }
})
