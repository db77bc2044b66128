import { expect, it } from 'vitest'
import { eventually } from '../drivers/deadline.ts'
import { type Server, startServer } from '../drivers/process.ts'

it('every request of a user is logged while he is traced, with its id and without its contents', async () => {
  await using server = await startServer()
  const [ann, ben] = await server.friends('ann', 'bob')
  await ann.send('bob', 'too early', { packId: 'early' })
  expect(await server.run('trace', 'on', '--user', 'ann')).toMatchObject({ code: 0, stdout: 'ann\n' })

  await ann.send('bob', 'a secret', { packId: 'traced-1' })
  await ann.send('nobody', 'another secret', { packId: 'traced-2' })
  await ben.send('ann', 'his own', { packId: 'untraced' })
  expect(await server.run('trace', 'off', '--user', 'ann')).toMatchObject({ code: 0, stdout: '' })
  await ann.send('bob', 'too late', { packId: 'late' })
  await ann.ping()

  const common = { user: 'ann', door: 'omtp', operation: 'MSG_SINGLE_CHAT', ms: expect.any(Number), bytes: expect.any(Number) }
  const lines = await eventually(5_000, 'both lines', async () => {
    const found = linesOf(server, 'request')
    return found.length >= 2 ? found : undefined
  })
  expect(lines).toMatchObject([
    { ...common, trace: 'traced-1', outcome: 'done' },
    { ...common, trace: 'traced-2', outcome: 'NotFriends' },
  ])
  expect(server.stderr).not.toContain('secret')
})

it('a slow request is logged with its id, and its secret is not', async () => {
  await using server = await startServer({ env: { MAGPIE_LOG_SLOW_REQUEST_MS: '5' } })
  await server.run('user', 'add', '--user', 'dora', '--password', 'correct horse')
  const dora = await server.connect()
  expect((await dora.signIn('dora', { password: 'correct horse' })).errorCode.code).toBe(0)

  const [line] = await eventually(5_000, 'the line', async () => {
    const found = linesOf(server, 'slow request').filter(({ operation }) => operation === 'LOGIN')
    return found.length > 0 ? found : undefined
  })
  expect(line).toMatchObject({ user: 'dora', trace: expect.stringMatching(/^p\d+$/), outcome: 'done' })
  expect(server.stderr).not.toContain('correct horse')
})

it('tracing needs a server that runs, and a user', async () => {
  await using server = await startServer()
  expect(await server.run('trace', 'on')).toMatchObject({ code: 1, stderr: expect.stringContaining('--user is needed') })
  await server.stop()
  expect(await server.run('trace', 'list')).toMatchObject({ code: 1, stderr: expect.stringContaining('no server runs on') })
})

function linesOf(server: Server, message: string): Record<string, unknown>[] {
  const lines = server.stderr.split('\n').filter((line) => line.startsWith('{') && line.endsWith('}'))
  const parsed = lines.map((line): Record<string, unknown> => JSON.parse(line))
  return parsed.filter(({ msg }) => msg === message)
}
