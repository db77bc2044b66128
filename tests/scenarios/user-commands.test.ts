import { expect, it } from 'vitest'
import { Server, startServer } from '../drivers/process.ts'

it('users are added before the server runs and while it runs', async () => {
  await using server = new Server({})

  expect((await server.run('user', 'add', '--user', 'early', '--password', 'correct horse')).code).toBe(0)
  await server.start()
  expect((await server.run('user', 'add', '--user', 'late', '--password', 'battery staple')).code).toBe(0)

  const [early, late] = [await server.connect(), await server.connect()]
  expect((await early.signIn('early', { password: 'correct horse' })).errorCode.code).toBe(0)
  expect((await late.signIn('late', { password: 'battery staple' })).errorCode.code).toBe(0)
  const list = await server.run('user', 'list')
  expect(list.stdout).toContain('early')
  expect(list.stdout).toContain('late')
})

it('a changed password holds at once and after kill -9', async () => {
  await using server = await startServer()
  await server.run('user', 'add', '--user', 'dora', '--password', 'correct horse')
  expect((await server.run('user', 'password', '--user', 'dora', '--password', 'battery staple')).code).toBe(0)

  await server.restart()

  const [old, changed] = [await server.connect(), await server.connect()]
  expect((await old.signIn('dora', { password: 'correct horse' })).errorCode.code).toBe(21)
  expect((await changed.signIn('dora', { password: 'battery staple' })).errorCode.code).toBe(0)
})

it('disabling a user ends his connections, and is seen in show', async () => {
  await using server = await startServer()
  const dora = await server.signIn('dora')
  const phone = await server.signIn('dora', { deviceType: 1 })

  expect((await server.run('user', 'disable', '--user', 'dora')).code).toBe(0)

  await Promise.all([dora.closed(), phone.closed()])
  expect((await server.run('user', 'show', '--user', 'dora')).stdout).toMatch(/disabled/i)
})

it('a user who exists is not added again, and one who does not is not shown', async () => {
  await using server = await startServer()
  await server.run('user', 'add', '--user', 'dora', '--password', 'correct horse')

  const again = await server.run('user', 'add', '--user', 'dora', '--password', 'other horse')
  const unknown = await server.run('user', 'show', '--user', 'nobody')

  for (const { code, stderr } of [again, unknown]) {
    expect(code).toBeGreaterThan(0)
    expect(stderr).not.toMatch(/\n\s+at /)
  }
})

it('the token command gives a token that signs in', async () => {
  await using server = await startServer()
  const { stdout, code } = await server.run('token', '--user', 'ann')
  const token = stdout.trim().split('\n').at(-1) ?? ''

  const client = await server.connect()

  expect(code).toBe(0)
  expect((await client.signIn('ann', { password: token })).errorCode.code).toBe(0)
})
