import { readdirSync, readFileSync } from 'node:fs'
import { watch } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { eventually, within } from '../drivers/deadline.ts'
import { expectHealthy } from '../drivers/doctor.ts'
import { Load } from '../drivers/load.ts'
import { type ControlledMessage, controls, labelOf, type OmtpClient } from '../drivers/omtp/client.ts'
import { flags } from '../drivers/omtp/packets.ts'
import { type Server, startServer } from '../drivers/process.ts'

let lastId = 0

/** Files of the data folder that have `text` anywhere. */
function filesWith(server: Server, text: string): string[] {
  const entries = readdirSync(server.data, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return files.filter((file) => readFileSync(file).includes(text))
}

/** A segment is being rewritten. */
async function rewriting(server: Server): Promise<void> {
  for await (const { filename } of watch(join(server.data, 'journal'))) if (filename?.endsWith('.log.tmp')) return
}

async function said(client: OmtpClient, friend: string, content: string): Promise<ControlledMessage> {
  const packId = `${++lastId}`
  const { seqId } = await client.send(friend, content, { packId })
  return { sessionId: labelOf(client.user, friend), packId, seqId }
}

it('what was revoked, replaced or deleted is in no file once the journal is compacted, and a resend does not bring it back', async () => {
  await using server = await startServer()
  const [ann, ben] = await server.friends('ann', 'ben')
  const revoked = await said(ann, 'ben', 'secret-revoked')
  const replaced = await said(ann, 'ben', 'secret-replaced')
  await said(ann, 'ben', 'stays')
  expect(await ann.control(controls.revoke, revoked)).toBe(0)
  for (const content of ['secret-override', 'harmless']) {
    expect(await ann.control(controls.override, replaced, { content })).toBe(0)
  }
  expect(filesWith(server, 'secret-')).not.toEqual([])

  const { code, stdout } = await server.run('compact')

  expect([code, stdout]).toEqual([0, expect.stringMatching(/^1 journal file was rewritten/)])
  await eventually(5_000, 'the read model without the contents', () => filesWith(server, 'secret-').length === 0 || undefined)
  await server.restart()
  const again = await server.signIn('ann')
  const repeat = await again.send('ben', 'secret-revoked', { packId: revoked.packId, flags: flags.dup })
  expect(repeat.seqId).toBe(revoked.seqId)
  expect((await again.history('ben')).map(({ content }) => content)).toEqual(['', 'harmless', 'stays'])
  await ben.close()
  expect(filesWith(server, 'secret-')).toEqual([])
  await expectHealthy(server)
})

it('kill -9 while the journal is compacted loses nothing, and what was revoked goes with the next compaction', {
  timeout: 180_000,
}, async () => {
  await using server = await startServer({ env: { MAGPIE_JOURNAL_SEGMENT_MIB: '2' } })
  await server.friends('ann', 'ben')
  const load = await Load.start(server, 1)

  for (let kill = 0; kill < 4; kill++) {
    const ann = await server.signIn('ann')
    const message = await said(ann, 'ben', `secret-${kill}.`)
    expect(await ann.control(controls.revoke, message)).toBe(0)
    await load.moreAcks(500)
    const begun = rewriting(server)
    const compaction = server.run('compact')
    await within(20_000, begun, () => 'a segment being rewritten')
    await load.moreAcks(1 + ((kill * 37) % 100))
    await server.kill()
    await compaction
    await server.start()
  }
  await load.stop()

  expect(await load.findings()).toEqual([])
  expect((await server.run('compact')).code).toBe(0)
  await eventually(5_000, 'the read model without the contents', () => filesWith(server, 'secret-').length === 0 || undefined)
  await expectHealthy(server)
})

it('the operator compacts a journal that has nothing to take out, while its server runs and while it does not', async () => {
  await using server = await startServer()
  const [ann] = await server.friends('ann', 'ben')
  await ann.send('ben', 'stays')
  const running = await server.run('compact')
  await server.stop()
  const stopped = await server.run('compact')

  const nothing = { code: 0, stdout: 'there was nothing to take out\n' }
  expect([running, stopped]).toMatchObject([nothing, nothing])
  await server.start()
  const ben = await server.signIn('ben')
  expect((await ben.history('ann')).map(({ content }) => content)).toEqual(['stays'])
})
