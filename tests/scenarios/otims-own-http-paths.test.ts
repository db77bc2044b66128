import { expect, it } from 'vitest'
import type { Backend } from '../drivers/http.ts'
import { shareServer } from '../drivers/shared-server.ts'

const server = shareServer()

/** As OTIM's backends do it: no content type, one code for everything. */
async function post(backend: Backend, path: string, body: string): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(backend.url + path, { method: 'POST', headers: { authorization: `Bearer ${backend.key}` }, body })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> } // as: tests look into it
}

it('friends are made, listed and parted', async () => {
  const backend = await server().backend('read', 'write')
  await server().signIn('ann1')
  const ben = await server().signIn('ben1')
  const two = JSON.stringify({ traceId: 't1', userId: 'ann1', friendId: 'ben1' })
  expect(await post(backend, '/friend/add', two)).toEqual({ status: 200, body: { code: 0, success: true, message: 'success' } })
  await ben.expectSync(1)
  const listed = await post(backend, '/friend/get', JSON.stringify({ traceId: 't2', userId: 'ann1' }))
  expect(listed.body).toMatchObject({ code: 0, data: [{ userId: 'ann1', friendId: 'ben1' }] })
  expect((await post(backend, '/friend/del', two)).body).toMatchObject({ code: 0 })
  expect((await post(backend, '/friend/get', JSON.stringify({ traceId: 't3', userId: 'ben1' }))).body).toMatchObject({ data: [] })
})

it('a simple message is a notice that shows its content, once for each trace id', async () => {
  const backend = await server().backend('send')
  const ann = await server().signIn('ann2')
  const body = JSON.stringify({ traceId: 't1', appId: 'shop', from: 'robot', to: 'ann2', content: 'It is on its way.', pushTitle: 'Shop' })
  for (const _ of ['first', 'repeat'])
    expect((await post(backend, '/msg/sendsimplemsg', body)).body).toEqual({ code: 0, success: true, message: 'success' })
  expect(await ann.expectNotice()).toMatchObject({ from: 'robot', content: 'It is on its way.', sessionId: 'BM_shop_ann2' })
  await ann.expectNothing()
})

it('a sync message is delivered with its own command', async () => {
  const backend = await server().backend('send')
  const ann = await server().signIn('ann3')
  const body = JSON.stringify({ traceId: 'trace-9', appId: 'shop', command: 99, content: 'reload', users: ['ann3'] })
  expect((await post(backend, '/msg/sendsyncmsg', body)).body).toMatchObject({ code: 0 })
  const packet = await ann.expect('sync')
  expect([packet.version, packet.packId]).toEqual([1, 'trace-9'])
})

it.each([
  ['command', 1e300],
  ['command', 2 ** 31],
  ['command', -1],
  ['content', 'x'.repeat(65_537)],
  ['users', Array(1001).fill('ann4')],
])('a sync message that no client could be told, by its %s, is refused', async (name, value) => {
  const backend = await server().backend('send')
  await server().signIn('ann4')
  const body = JSON.stringify({ traceId: 't', appId: 'shop', command: 99, content: 'reload', users: ['ann4'], [name]: value })
  expect((await post(backend, '/msg/sendsyncmsg', body)).body).toMatchObject({ code: 2, message: expect.stringContaining(name) })
})

it.each([
  ['', 2],
  ['nonsense', 2],
  ['[]', 2],
  ['{"traceId":"t","userId":"ann1"}', 2],
  ['{"traceId":"t","userId":"ann1","friendId":7}', 2],
  ['{"traceId":"t","userId":"nobody","friendId":"ann1"}', 2],
])('the body %j is refused with a code', async (body, code) => {
  const backend = await server().backend('write')
  const reply = await post(backend, '/friend/add', body)
  expect(reply).toMatchObject({ status: 200, body: { code, success: false } })
})

it('without a key, or with one that may not, nothing is done', async () => {
  const backend = await server().backend('read')
  const body = JSON.stringify({ traceId: 't1', userId: 'ann1', friendId: 'ben1' })
  expect((await post(backend, '/friend/add', body)).status).toBe(403)
  const nobody = await fetch(`${backend.url}/friend/add`, { method: 'POST', body })
  expect(nobody.status).toBe(401)
})
