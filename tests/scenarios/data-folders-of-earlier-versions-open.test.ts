import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import zlib from 'node:zlib'
import { expect, it } from 'vitest'
import { fileAt } from '../drivers/damaged-folder.ts'
import { expectHealthy } from '../drivers/doctor.ts'
import { Server } from '../drivers/process.ts'

const fixtures = fileURLToPath(new URL('../fixtures/data-folders/', import.meta.url))
const ofAnn = [1, 2, 3, 4, 5].map((i) => `message ${i} of ann`)
const ofBob = [1, 2, 3].map((i) => `message ${i} of bob`)

function serverOn(fixture: string): Server {
  const server = new Server({})
  execFileSync('tar', ['xzf', join(fixtures, fixture), '-C', server.data])
  return server
}

it.each(['1-first-light.tar.gz', '2-all-of-omtp.tar.gz'])('the data folder %s is good, and everything in it is there', async (fixture) => {
  await using server = serverOn(fixture)
  expect((await server.run('doctor')).stdout).toMatch(/verdict: good/)
  await server.start()
  const [ann, bob] = [await server.signIn('ann', { sync: false }), await server.signIn('bob', { sync: false })]
  const history = await bob.history('ann')
  expect(history.map(({ content }) => content)).toEqual([...ofAnn, ...ofBob])
  const unread = async (client: typeof ann) =>
    (await client.hotSessions()).items.find(({ sessionId }) => sessionId === 'LP_G1_ann_bob')?.unreadCount
  expect([await unread(ann), await unread(bob)]).toEqual([3, 2])
  expect((await ann.friends()).map(({ friendId }) => friendId)).toContain('bob')

  const next = await ann.send('bob', 'written today')
  expect(next.seqId).toBeGreaterThan(history.at(-1)?.seqId ?? 0n)
  expect((await bob.history('ann')).map(({ content }) => content)).toEqual([...ofAnn, ...ofBob, 'written today'])

  const paul = await server.connect()
  const { errorCode } = await paul.signIn('paul', { password: 'the password of paul' })
  expect(errorCode.code).toBe(0)
  await expectHealthy(server)
})

it('a repeat of what was sent to an earlier version gets its first result', async () => {
  // Repeats in the file that is written to are known however long ago it was.
  await using server = serverOn('1-first-light.tar.gz')
  await server.start()
  const ann = await server.signIn('ann')
  const repeated = await ann.send('bob', 'message 5 of ann', { packId: 'ann-5' })
  const history = await ann.history('bob')
  expect(repeated.seqId).toBe(history[4]?.seqId)
  expect(history).toHaveLength(ofAnn.length + ofBob.length)
})

it('a group of an earlier version is there, with what was revoked in it', async () => {
  await using server = serverOn('2-all-of-omtp.tar.gz')
  await server.start()
  const bob = await server.signIn('bob')
  const { messages } = await bob.historyPage('GC_1')
  expect(messages.map(({ content }) => content)).toEqual([
    'message 1 of ann to the group',
    'message 4 of carol',
    'message 3 of carol',
    '',
    'message 1 of carol',
  ])
  const group = (await bob.hotSessions()).items.find(({ sessionId }) => sessionId === 'GC_1')
  expect(group?.unreadCount).toBe(4)
  await expectHealthy(server)
})

it.for<readonly [string, (server: Server) => string]>([
  ['journal', (server) => fileAt(server, 0)],
  ['checkpoint', (server) => fileAt(server, -1, '.mck')],
])('a %s of a later version is refused in words that name both versions, and stays as it is', async ([, fileOf]) => {
  await using server = serverOn('2-all-of-omtp.tar.gz')
  const file = fileOf(server)
  const bytes = readFileSync(file)
  bytes.writeUInt32LE(9, 4)
  bytes.writeUInt32LE(zlib.crc32(bytes.subarray(0, 60)), 60)
  writeFileSync(file, bytes)
  const [start, doctor] = [await server.run('serve'), await server.run('doctor', '--repair', '--yes')]
  expect([start.code, doctor.code]).toEqual([1, 2])
  for (const { stderr } of [start, doctor])
    expect(stderr).toMatch(/written by a newer version of magpie: .* version 9, this one reads up to 2/)
  expect(readFileSync(file)).toEqual(bytes)
})
