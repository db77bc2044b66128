import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { eventually } from '../drivers/deadline.ts'
import { expectHealthy } from '../drivers/doctor.ts'
import type { OmtpClient } from '../drivers/omtp/client.ts'
import { startServer } from '../drivers/process.ts'

const shim = new URL('../drivers/disk-trouble.mjs', import.meta.url)

async function startOnFailingDisk() {
  const folder = mkdtempSync(join(tmpdir(), 'magpie-trouble-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const trigger = join(folder, 'trigger')
  const server = await startServer({ preload: [shim], env: { SHIM_TROUBLE: trigger } })
  const fail = (how: 'ENOSPC' | 'EIO') => {
    // The server reads it at any moment, and never half of it.
    writeFileSync(`${trigger}.new`, how)
    renameSync(`${trigger}.new`, trigger)
  }
  return { server, fail, heal: () => rmSync(trigger, { force: true }) }
}

/** Sends new messages until one is stored; gives its content. */
async function sendUntilStored(client: OmtpClient, friend: string): Promise<string> {
  let attempt = 0
  return await eventually(20_000, 'a message is stored again', async () => {
    const content = `again ${attempt++}`
    const { errorCode } = await client.send(friend, content)
    return errorCode.code === 0 ? content : undefined
  })
}

const contents = async (client: OmtpClient) => (await client.history('bob')).map(({ content }) => content)

it('a full disk refuses sends with a clear error, loses nothing and recovers when there is room', async () => {
  const { server: started, fail, heal } = await startOnFailingDisk()
  await using server = started
  const [ann, ben] = await server.friends('ann', 'bob')
  await ann.send('bob', 'before')
  await ben.expectMessage()

  fail('ENOSPC')
  const refused = await Promise.all(Array.from({ length: 20 }, (_, i) => ann.send('bob', `refused ${i}`)))
  const codes = refused.map(({ errorCode }) => errorCode.code)
  await ben.expectNothing()
  const whileFull = await contents(ann)
  heal()
  const stored = await sendUntilStored(ann, 'bob')

  expect(new Set(codes).size).toBe(1)
  // EC_DB_ERROR
  expect(codes[0]).toBe(5)
  expect(whileFull).toEqual(['before'])
  expect(await ben.expectMessage()).toMatchObject({ content: stored })
  await server.restart()
  expect(await contents(await server.signIn('ann'))).toEqual(['before', stored])
  await expectHealthy(server)
})

it('a failed write never doubles a seq', async () => {
  const { server: started, fail } = await startOnFailingDisk()
  await using server = started
  const [ann, ben] = await server.friends('ann', 'bob')
  const accepted: { packId: string; seqId: bigint }[] = []

  for (let round = 0, refusals = 0; refusals < 5; round++) {
    expect(round).toBeLessThan(20)
    fail('EIO')
    const ids = Array.from({ length: 40 }, (_, i) => `${round}-${i}`)
    const acks = await Promise.all(ids.map(async (packId) => ({ packId, ...(await ann.send('bob', packId, { packId })) })))
    accepted.push(...acks.filter(({ errorCode }) => errorCode.code === 0))
    // The write that failed may have been one of the server's own, such as that of a sign-in.
    if (acks.every(({ errorCode }) => errorCode.code === 0)) continue
    refusals++
    const ack = await eventually(20_000, 'a message is stored again', async () => {
      const packId = `${round}-last-${accepted.length}`
      const sent = await ann.send('bob', packId, { packId })
      return sent.errorCode.code === 0 ? { packId, ...sent } : undefined
    })
    accepted.push(ack)
  }
  await ben.ping()
  const delivered = ben.connection.pending().map(({ packId }) => packId)
  await server.restart()
  const history = await (await server.signIn('ann')).history('bob')

  expect(delivered).toEqual(accepted.map(({ packId }) => packId))
  expect(history.map(({ packId, seqId }) => ({ packId, seqId }))).toEqual(accepted.map(({ packId, seqId }) => ({ packId, seqId })))
  await expectHealthy(server)
})
