import { expect, it } from 'vitest'
import { expectHealthy } from '../drivers/doctor.ts'
import { Load } from '../drivers/load.ts'
import { startServer } from '../drivers/process.ts'

const kills = 25

it('acknowledged messages survive kill -9', { timeout: 180_000 }, async () => {
  // Small segments: kills fall into their changes and into checkpoints too.
  await using server = await startServer({ env: { MAGPIE_JOURNAL_SEGMENT_MIB: '2' } })
  const load = await Load.start(server, 4)

  for (let kill = 0; kill < kills; kill++) {
    await load.moreAcks(50 + ((kill * 811) % 3000))
    await server.restart()
  }
  await load.stop()
  expect(load.acked).toBeGreaterThan(20_000)

  expect(await load.findings()).toEqual([])
  await expectHealthy(server)
})
