import { expect, it } from 'vitest'
import { Backend } from '../drivers/http.ts'
import { Server, startServer } from '../drivers/process.ts'

it('a key is made before the server runs, works after kill -9, and not after it was revoked', async () => {
  await using server = new Server({})
  const made = await server.run('key', 'add', '--name', 'backend', '--scopes', 'read,write', '--days', '30')
  const [line = '', , text = ''] = made.stdout.split('\n')
  const id = line.split('\t')[0] ?? ''
  await server.start()
  const backend = () => new Backend(`http://127.0.0.1:${server.httpPort}`, text)
  await backend().do('POST', '/api/v1/users', { id: 'nell' })

  await server.restart()
  expect(await backend().get('/api/v1/users/nell')).toMatchObject({ id: 'nell' })
  const listed = await server.run('key', 'list')
  expect(listed.stdout).toContain(`${id}\tbackend\tread,write\tuntil `)
  expect(listed.stdout).not.toContain(text)

  expect((await server.run('key', 'revoke', '--id', id)).code).toBe(0)
  expect(await backend().refused('GET', '/api/v1/users/nell')).toBe('401 KeyRefused')
})

it('a key makes others over the API only with admin, and its text is shown once', async () => {
  await using server = await startServer()
  const [writer, admin] = [await server.backend('write', 'read', 'send'), await server.backend('admin')]
  expect(await writer.refused('POST', '/api/v1/keys', { name: 'mine', scopes: ['admin'] })).toBe('403 ScopeMissing')

  const made = await admin.do('POST', '/api/v1/keys', { name: 'reader', scopes: ['read'], expiresInSeconds: 3600 })
  const reader = new Backend(admin.url, made.key)
  expect(await reader.refused('GET', '/api/v1/users/nobody')).toBe('404 UserNotFound')
  expect(await reader.refused('POST', '/api/v1/users', { id: 'x' })).toBe('403 ScopeMissing')
  const { items } = await admin.get('/api/v1/keys')
  expect(items).toHaveLength(3)
  expect(JSON.stringify(items)).not.toContain(made.key.slice(-43))

  await admin.do('DELETE', `/api/v1/keys/${made.id}`)
  expect(await reader.refused('GET', '/api/v1/users/nobody')).toBe('401 KeyRefused')
})

it('the key command says what is missing', async () => {
  await using server = await startServer()
  for (const args of [
    ['key'],
    ['key', 'add', '--name', 'x'],
    ['key', 'add', '--name', 'x', '--scopes', 'all'],
    ['key', 'revoke', '--id', 'x'],
  ]) {
    const { code, stderr } = await server.run(...args)
    expect(code).toBeGreaterThan(0)
    expect(stderr).not.toMatch(/\n\s+at /)
  }
})

it('no key, password or content is in the log', async () => {
  await using server = await startServer()
  const backend = await server.backend('admin')
  await backend.do('POST', '/api/v1/users', { id: 'nell', password: 'correct horse' })
  await backend.ask('POST', '/api/v1/users?secret=s3cret', { id: 'nell', password: 'correct horse' })
  await expect.poll(() => server.stderr).toContain('"route":"/api/v1/users"')
  for (const secret of [backend.key.slice(-20), 'correct horse', 's3cret']) expect(server.stderr).not.toContain(secret)
})
