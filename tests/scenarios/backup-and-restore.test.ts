import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { expectHealthy } from '../drivers/doctor.ts'
import { Load } from '../drivers/load.ts'
import { flags } from '../drivers/omtp/packets.ts'
import { runMagpie, Server, startServer } from '../drivers/process.ts'

async function backUp(server: Server, ...more: readonly string[]): Promise<{ folder: string; position: string; line: string }> {
  const folder = join(server.folder, 'backup')
  const { code, stdout, stderr } = await server.run('backup', '--to', folder, ...more)
  expect(code, stderr).toBe(0)
  return { folder, position: /position (\d+)/.exec(stdout)?.[1] ?? '', line: stdout.trim().split('\n').at(-1) ?? '' }
}

/** Another server on what a restore makes of a backup. */
async function restoredServer(folder: string, ...more: readonly string[]): Promise<Server> {
  const server = new Server({})
  const { code, stderr } = await server.run('restore', '--from', folder, ...more)
  expect(code, stderr).toBe(0)
  await server.start()
  return server
}

it('a backup of a busy server has all that was acknowledged before, and who writes meanwhile loses nothing', {
  timeout: 120_000,
}, async () => {
  await using server = await startServer({ env: { MAGPIE_JOURNAL_SEGMENT_MIB: '2' } })
  const [ann] = await server.friends('ann', 'ben')
  const load = await Load.start(server, 1)
  await load.moreAcks(500)
  const acked: bigint[] = []
  for (let i = 0; i < 20; i++) acked.push((await ann.send('ben', `message ${i}`)).seqId)
  const { folder, line } = await backUp(server)
  expect(line).toMatch(/^done: \d+ bytes, \d+ of them copied now, \d+ messages, [\d.]+ seconds$/)
  await load.moreAcks(200)
  expect((await backUp(server)).line).toMatch(/^done/)
  await load.stop()
  expect(await load.findings()).toEqual([])

  await using restored = await restoredServer(folder)
  const history = await (await restored.signIn('ann')).history('ben')
  expect(history.map(({ seqId }) => seqId)).toEqual(acked)
  await expectHealthy(restored)
  await expectHealthy(server)
})

it('after a restore people go on where the backup ended, and nothing that was given since is given again (I2, I3, I6)', {
  timeout: 120_000,
}, async () => {
  await using server = await startServer()
  const [ann, ben] = await server.friends('ann', 'ben')
  const kept = await ann.send('ben', 'kept', { packId: 'kept' })
  await ben.markRead('ann', kept.seqId)
  await ann.send('ben', 'unread')
  const { folder } = await backUp(server)
  const lost = [await ann.send('ben', 'lost'), await ben.send('ann', 'lost too')]
  const lostGroup = await ann.createGroup(['ben'])
  const { timestamp: cursor } = await ben.hotSessions()
  await server.kill()

  await using restored = await restoredServer(folder)
  const [ann2, ben2] = [await restored.signIn('ann'), await restored.signIn('ben', { sync: false })]
  const { items } = await ben2.hotSessions(cursor)
  expect(items).toEqual([])
  const repeat = await ann2.send('ben', 'kept', { packId: 'kept', flags: flags.dup })
  expect(repeat.seqId).toBe(kept.seqId)
  const next = await ann2.send('ben', 'goes on')
  for (const { seqId } of lost) expect(next.seqId > seqId).toBe(true)
  expect(await ann2.createGroup(['ben'])).not.toBe(lostGroup)
  const since = (await ben2.hotSessions(cursor)).items.filter(({ lastMsgs }) => lastMsgs.length > 0)
  expect(since.map(({ unreadCount, readSeqId }) => [unreadCount, readSeqId])).toEqual([[2, kept.seqId]])
  expect((await ben2.history('ann')).map(({ content }) => content)).toEqual(['kept', 'unread', 'goes on'])

  const numberOf = async (from: Server, user: string) => /\t(\d+)\t/.exec((await from.run('user', 'add', '--user', user)).stdout)?.[1]
  expect(Number(await numberOf(restored, 'new'))).toBeGreaterThan(1_000_000)
  await expectHealthy(restored)
})

it('a backup is restored to an earlier point, with its server stopped or running', { timeout: 120_000 }, async () => {
  await using server = await startServer()
  const [ann] = await server.friends('ann', 'ben')
  await ann.send('ben', 'first')
  const { position } = await backUp(server)
  await ann.send('ben', 'second')
  await server.stop()
  const { folder } = await backUp(server, '--without-secrets')

  await using restored = await restoredServer(folder, '--to-position', position)
  expect((await (await restored.signIn('ann')).history('ben')).map(({ content }) => content)).toEqual(['first'])
  await expectHealthy(restored)
})

it('what is half or damaged is refused in words, and a repeated restore makes it whole', { timeout: 120_000 }, async () => {
  await using server = await startServer()
  const [ann] = await server.friends('ann', 'ben')
  await ann.send('ben', 'hello')
  const { folder } = await backUp(server)
  const data = join(server.folder, 'restored')
  const run = (...args: readonly string[]) => runMagpie(args, { data })
  expect(await run('restore', '--from', folder)).toMatchObject({ code: 0, stdout: expect.stringContaining('epoch 1 begins') })

  writeFileSync(join(data, 'RESTORING'), '')
  const interrupted = { code: 1, stderr: expect.stringMatching(/^magpie: a restore to .* was interrupted: run \.\/magpie restore again/) }
  expect(await run('serve')).toMatchObject(interrupted)
  expect(await run('doctor')).toMatchObject({ ...interrupted, code: 2 })
  expect(await run('restore', '--from', folder)).toMatchObject({ code: 0 })
  expect(await run('restore', '--from', folder)).toMatchObject({ code: 1, stderr: expect.stringContaining('is not empty') })
  expect(await runMagpie(['serve'], { data: folder })).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('is a backup, no data folder'),
  })

  const file = join(folder, readdirSync(folder).find((name) => name.includes('.log.')) ?? '')
  const bytes = readFileSync(file)
  bytes[200] = (bytes[200] ?? 0) ^ 1
  writeFileSync(file, bytes)
  const other = join(server.folder, 'other')
  const damaged = await runMagpie(['restore', '--from', folder], { data: other })
  expect(damaged).toMatchObject({ code: 1, stderr: expect.stringContaining('the backup is damaged') })
  expect(existsSync(other)).toBe(false)
})
