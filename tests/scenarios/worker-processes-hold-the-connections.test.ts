import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, it } from 'vitest'
import { eventually } from '../drivers/deadline.ts'
import { expectHealthy } from '../drivers/doctor.ts'
import { Load } from '../drivers/load.ts'
import { type Server, startServer } from '../drivers/process.ts'

const workers = 2
const env = { MAGPIE_WORKERS: String(workers) }

it('worker processes share the connections, and limits hold over all of them', async () => {
  await using server = await startServer({ env, config: 'limits:\n  connectionsPerAddress: 40\n' })
  const clients = await Promise.all(Array.from({ length: 40 }, (_, n) => server.signIn(`user-${n}`, { sync: false })))
  // That one of two gets them all happens once in 10 to the 11th.
  expect((await shares(server)).filter((share) => share > 0)).toHaveLength(workers)
  const oneMore = await server.connect()
  await oneMore.closed()
  expect(oneMore.connection.received).toEqual([])
  for (const client of clients) await client.ping()
})

it('who signs in again on another connection takes the place of the first, whichever worker holds it', async () => {
  await using server = await startServer({ env })
  let before = await server.signIn('ann', { deviceId: 'phone 0' })
  for (let n = 1; n <= 12; n++) {
    const next = await server.signIn('ann', { deviceId: `phone ${n}` })
    await before.expect('kickout')
    await before.closed()
    before = next
  }
  await before.expectNothing()
})

it('a slow reader is closed as too slow while others go on', { timeout: 60_000 }, async () => {
  await using server = await startServer({ env: { ...env, MAGPIE_LIMITS_WRITE_QUEUE_BYTES: '262144' } })
  const [ann, slow] = await server.friends('ann', 'slow')
  slow.connection.stopReading()
  let sent = 0
  await eventually(40_000, 'the server calls the reader too slow', async () => {
    const texts = Array.from({ length: 20 }, () => `${sent++} ${'x'.repeat(60_000)}`)
    const acks = await Promise.all(texts.map((text) => ann.send('slow', text)))
    expect(acks.map(({ errorCode }) => errorCode.code)).toEqual(texts.map(() => 0))
    return server.stderr.includes('too-slow') || undefined
  })
  slow.connection.resumeReading()
  await slow.closed()
  const back = await server.signIn('slow')
  expect(await back.history('ann', { pageSize: 5 })).toHaveLength(sent)
})

it('when a worker is killed its clients come back, nothing is lost, and another takes its place', { timeout: 120_000 }, async () => {
  await using server = await startServer({ env })
  const load = await Load.start(server, 4)
  for (let kill = 1; kill <= 5; kill++) {
    await load.moreAcks(200)
    const pid = listeningPids(server).find(isRunning)
    if (pid === undefined) throw new Error('no worker runs')
    process.kill(pid, 'SIGKILL')
    await eventually(20_000, 'another worker', () => listeningPids(server).length === workers + kill || undefined)
  }
  await load.moreAcks(200)
  await load.stop()
  expect(await load.findings()).toEqual([])
  await expectHealthy(server)
})

it('a server that is stopped under load answers what it took, and its workers end with it', { timeout: 60_000 }, async () => {
  await using server = await startServer({ env })
  const load = await Load.start(server, 3)
  for (let stop = 0; stop < 3; stop++) {
    await load.moreAcks(300)
    const pids = listeningPids(server)
    expect(await server.stop()).toBe(0)
    expect(pids.filter(isRunning)).toEqual([])
    await server.start()
  }
  await load.stop()
  expect(await load.findings()).toEqual([])
  await expectHealthy(server)
})

it('workers do not outlive a server that is killed', async () => {
  await using server = await startServer({ env })
  const ann = await server.signIn('ann')
  await expect.poll(() => listeningPids(server).filter(isRunning)).toHaveLength(workers)
  const pids = listeningPids(server)
  await server.kill()
  await ann.closed()
  await eventually(10_000, 'the end of the workers', () => !pids.some(isRunning) || undefined)
})

it('a port that somebody has is not shared', async () => {
  const other = createServer().listen({ port: 0, host: '127.0.0.1', reusePort: true })
  await once(other, 'listening')
  const address = other.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  try {
    const starting = startServer({ env: { ...env, MAGPIE_OMTP_PORT: String(address.port) } })
    await expect(starting).rejects.toThrow(`cannot listen on 127.0.0.1 port ${address.port} for omtp: something else listens there`)
  } finally {
    other.close()
  }
})

/** How many connections each worker holds. */
async function shares(server: Server): Promise<number[]> {
  const text = await (await fetch(`http://127.0.0.1:${server.httpPort}/metrics`)).text()
  return [...text.matchAll(/^magpie_worker_connections\{worker="\d+"\} (\d+)$/gm)].map(([, count]) => Number(count))
}

/** Of all workers that ever listened, in that order. */
function listeningPids(server: Server): number[] {
  const lines = server.stderr.split('\n').filter((line) => line.includes('"worker listens"'))
  return lines.map((line) => Number(/"pid":(\d+)/.exec(line)?.[1]))
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
