import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { FileUser, follow } from '../drivers/files.ts'
import type { Backend, Reply } from '../drivers/http.ts'
import { type Server, startServer } from '../drivers/process.ts'

async function house(server: Server, ...names: string[]) {
  const backend = await server.backend('admin')
  for (const id of names) await backend.do('POST', '/api/v1/users', { id })
  return { backend, users: names.map((name) => new FileUser({ backend, token: server.token(name), name })) }
}

const friends = (backend: Backend, a: string, b: string) => backend.do('PUT', `/api/v1/users/${a}/friends/${b}`, {})

function send(backend: Backend, from: string, to: string, file: string): Promise<Reply> {
  const message = { kind: 'file', content: { url: `file:${file}`, name: 'plan.bin', size: 3 } }
  return backend.ask('POST', '/api/v1/messages', { from, to, message, files: [file] })
}

it('a file goes along with its message: to its readers, further when it is forwarded, and no more when it is revoked', async () => {
  await using server = await startServer()
  const { backend, users } = await house(server, 'uma', 'vic', 'cas', 'eve')
  const [uma, vic, cas, eve] = users as [FileUser, FileUser, FileUser, FileUser] // as: four names make four users
  await friends(backend, 'uma', 'vic')
  await friends(backend, 'vic', 'cas')
  await friends(backend, 'eve', 'uma')
  const phone = await server.signIn('vic')
  const bytes = randomBytes(1000)
  const { id } = await uma.upload(bytes)
  const may = async () => Promise.all([uma, vic, cas, eve].map((user) => user.mayHave(id)))
  expect(await may()).toEqual([200, 404, 404, 404])
  expect((await send(backend, 'eve', 'user:uma', id)).body.error.code, 'who may not have it does not send it').toBe('NotFound')

  const { body: sent } = await send(backend, 'uma', 'user:vic', id)
  expect((await phone.expectMessage()).content, 'phones are told its name').toContain(id)
  expect(await may()).toEqual([200, 200, 404, 404])
  expect((await vic.download(id)).bytes.equals(bytes)).toBe(true)
  expect((await send(backend, 'vic', 'user:cas', id)).status).toBe(201)
  expect(await may()).toEqual([200, 200, 200, 404])

  await server.restart()
  const again = await house(server)
  const at = (user: FileUser) => new FileUser({ backend: again.backend, token: server.token(user.name), name: user.name })
  const mayStill = () => Promise.all([uma, vic, cas, eve].map((user) => at(user).mayHave(id)))
  expect(await mayStill()).toEqual([200, 200, 200, 404])
  const control = `/api/v1/users/uma/conversations/user:vic/messages/${sent.stamp}/control`
  await again.backend.do('POST', control, { action: 'revoke' })
  expect(await mayStill(), 'Vic has sent it himself, and may not have it for that').toEqual([200, 200, 200, 404])
  expect((await at(vic).download(id)).bytes.equals(bytes)).toBe(true)
  const forwarded = (await again.backend.get('/api/v1/users/cas/conversations/user:vic/messages')).items[0]
  await again.backend.do('POST', `/api/v1/users/vic/conversations/user:cas/messages/${forwarded.stamp}/control`, { action: 'revoke' })
  expect(await mayStill()).toEqual([200, 404, 404, 404])
})

it('members of a group have its files as long as they are in it', async () => {
  await using server = await startServer()
  const { backend, users } = await house(server, 'uma', 'vic', 'cas')
  const [uma, vic, cas] = users as [FileUser, FileUser, FileUser] // as: three names make three users
  const { id: group } = await backend.do('POST', '/api/v1/groups', { owner: 'uma', name: 'G', members: ['vic'] })
  const { id } = await uma.upload(Buffer.from('plan'))
  await send(backend, 'uma', `group:${group}`, id)
  await backend.do('POST', `/api/v1/groups/${group}/members`, { users: ['cas'] })
  expect([await vic.mayHave(id), await cas.mayHave(id)], 'Cas came behind it').toEqual([200, 404])
  await backend.do('DELETE', `/api/v1/groups/${group}/members/vic`)
  expect(await vic.mayHave(id)).toBe(404)
  const { results } = await backend.do('POST', '/api/v1/messages/batch', {
    ...{ from: 'uma', to: [`group:${group}`, 'user:nobody'], files: [id] },
    message: { kind: 'custom', content: { body: `album of ${id}` } },
  })
  expect(results.map(({ sent }: { sent: object | null }) => sent !== null)).toEqual([true, false])
  expect(await cas.mayHave(id)).toBe(200)
})

it('a link is good for a while and for one file, in parts too', async () => {
  await using server = await startServer({ env: { MAGPIE_FILES_LINK_SECONDS: '2' } })
  const { users } = await house(server, 'uma')
  const [uma] = users as [FileUser] // as: one name makes one user
  const { id } = await uma.upload(Buffer.from('0123456789'))
  const { id: other } = await uma.upload(Buffer.from('other'))
  const { url, thumbnailUrl } = await uma.backend.get(`${uma.path}/${id}/link`)
  expect(thumbnailUrl).toBeNull()
  const get = async (headers: Readonly<Record<string, string>> = {}, link: string = url) => {
    const { status, headers: told, bytes } = await follow(uma.backend.url, link, headers)
    return [status, told.get('content-range'), bytes.toString()]
  }
  expect(await get({ range: 'bytes=2-4' })).toEqual([206, 'bytes 2-4/10', '234'])
  expect(await get({ range: 'bytes=7-' })).toEqual([206, 'bytes 7-9/10', '789'])
  expect(await get({ range: 'bytes=-3' })).toEqual([206, 'bytes 7-9/10', '789'])
  expect(await get({ range: 'bytes=10-' })).toEqual([416, 'bytes */10', ''])
  expect(await get({ range: 'bytes=2-4', 'if-range': '"another"' })).toEqual([200, null, '0123456789'])
  const { headers } = await follow(uma.backend.url, url)
  expect(await get({ 'if-none-match': headers.get('etag') ?? '' })).toEqual([304, null, ''])
  const head = await fetch(uma.backend.url + url, { method: 'HEAD' })
  expect([head.status, head.headers.get('content-length')]).toEqual([200, '10'])
  for (const wrong of [url.replace(id, other), url.replace('original', 'thumbnail'), url.replace(/.$/, '!'), `/files/${id}`]) {
    expect((await get({}, wrong))[0], wrong).toBe(403)
  }
  await expect.poll(async () => (await get())[0], { timeout: 20_000 }).toBe(403)
})

it('what is not taken is refused: too large, of a wrong type, too much in a day; and a phone that names a file gives nobody access', async () => {
  const env = { MAGPIE_FILES_MAX_BYTES: '2000', MAGPIE_FILES_TYPES: 'text/plain, image/*', MAGPIE_FILES_BYTES_PER_DAY: '3000' }
  await using server = await startServer({ env })
  const phone = await server.signIn('zoe')
  const { backend, users } = await house(server, 'uma', 'vic')
  const [uma, vic] = users as [FileUser, FileUser] // as: two names make two users
  const begin = (size: number) => uma.backend.refused('POST', uma.path, { name: 'x', size })
  expect(await begin(2001)).toBe('413 TooLarge')
  await expect(uma.upload(Buffer.from('%PDF-1.7'))).rejects.toThrow('FileTypeRefused')
  const { id } = await uma.upload(Buffer.from('t'.repeat(2000)))
  expect(await begin(1001)).toBe('429 FileQuotaReached')
  await friends(backend, 'vic', 'zoe')
  await phone.send('vic', `{"url":"file:${id}"}`)
  expect(await vic.mayHave(id)).toBe(404)
  const metrics = await (await fetch(`${backend.url}/metrics`, { headers: { authorization: `Bearer ${backend.key}` } })).text()
  expect(metrics).toContain('magpie_files_bytes 2000')
})

it('a file that a backend deletes is gone at once, by links that were given out before too, and the audit log says who did it', async () => {
  await using server = await startServer()
  const { backend, users } = await house(server, 'uma', 'vic')
  const [uma, vic] = users as [FileUser, FileUser] // as: two names make two users
  await friends(backend, 'uma', 'vic')
  const { id } = await uma.upload(randomBytes(1000))
  await send(backend, 'uma', 'user:vic', id)
  const { url } = await vic.backend.get(`${vic.path}/${id}/link`)
  expect((await follow(backend.url, url)).status).toBe(200)

  const without = await server.backend('read', 'write', 'send')
  expect(await without.refused('DELETE', `/api/v1/files/${id}`)).toBe('403 ScopeMissing')
  expect(await vic.backend.refused('DELETE', `/api/v1/files/${id}`)).toBe('401 KeyRefused')
  expect((await follow(backend.url, url)).status).toBe(200)
  await backend.do('DELETE', `/api/v1/files/${id}`)
  expect((await follow(backend.url, url)).status).toBe(404)
  expect(await Promise.all([uma, vic].map((user) => user.mayHave(id)))).toEqual([404, 404])
  expect((await backend.get('/api/v1/users/vic/conversations/user:uma/messages')).items[0].body, 'the message stays').toContain(id)
  expect((await send(backend, 'vic', 'user:uma', id)).body.error.code).toBe('NotFound')
  const { items } = await backend.get('/api/v1/audit')
  expect(items).toContainEqual(expect.objectContaining({ action: 'deleteFile', subject: id, actor: expect.stringMatching(/^key:/) }))

  await server.restart()
  const again = await house(server)
  expect(await again.backend.refused('DELETE', `/api/v1/files/${id}`)).toBe('404 NotFound')
  expect((await follow(again.backend.url, url)).status).toBe(404)
})

it('a page of a site that is allowed uploads and downloads with the token of its user, and no other', async () => {
  const [shop, other] = ['https://shop.example', 'https://other.example']
  await using server = await startServer({ env: { MAGPIE_HTTP_ALLOWED_ORIGINS: shop } })
  const { backend, users } = await house(server, 'uma')
  const [uma] = users as [FileUser] // as: one name makes one user
  const asked = { 'access-control-request-method': 'PATCH', 'access-control-request-headers': 'authorization, content-type' }
  const preflight = (origin: string) => fetch(`${backend.url}${uma.path}/x`, { method: 'OPTIONS', headers: { origin, ...asked } })
  const allowed = (await preflight(shop)).headers
  expect(allowed.get('access-control-allow-origin')).toBe(shop)
  expect(allowed.get('access-control-allow-methods')?.split(', ')).toEqual(expect.arrayContaining(['PATCH', 'GET']))
  expect((await preflight(other)).headers.get('access-control-allow-origin')).toBeNull()

  for (const [origin, told] of [
    [shop, shop],
    [other, null],
  ] as const) {
    const { status, headers } = await uma.backend.ask('POST', uma.path, { name: 'x', size: 1 }, { origin })
    expect([status, headers.get('access-control-allow-origin')]).toEqual([201, told])
  }
})
