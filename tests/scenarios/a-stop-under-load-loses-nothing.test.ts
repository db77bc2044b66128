import { expect, it } from 'vitest'
import { eventually } from '../drivers/deadline.ts'
import { expectHealthy } from '../drivers/doctor.ts'
import { Load } from '../drivers/load.ts'
import { startServer } from '../drivers/process.ts'
import { OutsideService } from '../drivers/service.ts'

const stops = 6

it('a server that is stopped under load answers what it took, and the rest comes again to the next one', { timeout: 120_000 }, async () => {
  await using server = await startServer({ env: { MAGPIE_JOURNAL_SEGMENT_MIB: '2' } })
  const load = await Load.start(server, 3)
  for (let stop = 0; stop < stops; stop++) {
    await load.moreAcks(200 + stop * 150)
    expect(await server.stop()).toBe(0)
    await server.start()
  }
  await load.stop()
  expect(await load.findings()).toEqual([])
  await expectHealthy(server)
})

const config = (url: string) => `services:
  own:
    addresses: [${url}]
routes:
  - { types: 200-249, service: own }
`

it('neither a client that does not read nor a service that does not answer nor a compaction keeps a server from stopping', {
  timeout: 90_000,
}, async () => {
  await using service = await OutsideService.open(() => undefined)
  await using server = await startServer({ config: config(service.url), env: { MAGPIE_LIMITS_WRITE_QUEUE_BYTES: '50000000' } })
  const [ann, deaf] = await server.friends('ann', 'deaf')
  const asking = await server.signIn('asking')
  void asking.request(205, Buffer.from('abc')).catch(() => undefined)
  await eventually(10_000, 'the service was asked', async () => service.questions.length > 0 || undefined)
  deaf.connection.stopReading()
  const texts = Array.from({ length: 100 }, (_, i) => `${i} ${'x'.repeat(60_000)}`)
  await Promise.all(texts.map((text) => ann.send('deaf', text)))
  const compacting = server.run('compact')
  const begun = performance.now()
  expect(await server.stop()).toBe(0)
  expect(performance.now() - begun).toBeLessThan(20_000)
  await compacting
  await server.start()
  expect(await (await server.signIn('deaf')).history('ann')).toHaveLength(texts.length)
})

it('a second word ends a stop that takes its time, and nothing acknowledged is lost', async () => {
  await using server = await startServer({ env: { MAGPIE_LIMITS_WRITE_QUEUE_BYTES: '50000000' } })
  const [ann, deaf] = await server.friends('ann', 'deaf')
  deaf.connection.stopReading()
  const texts = Array.from({ length: 100 }, (_, i) => `${i} ${'x'.repeat(60_000)}`)
  await Promise.all(texts.map((text) => ann.send('deaf', text)))
  const ended: (number | null)[] = []
  void server.signal('SIGTERM').then((code) => ended.push(code))
  const code = await eventually(15_000, 'the server has ended', async () => {
    if (ended.length === 0) void server.signal('SIGTERM')
    return ended.length > 0 ? ended : undefined
  })
  expect(code).toEqual([143])
  await server.start()
  expect(await (await server.signIn('deaf')).history('ann')).toHaveLength(texts.length)
})
