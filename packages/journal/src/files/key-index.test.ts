import { expect, it } from 'vitest'
import { keyOf, messageRecord, seqsOf, store } from '../conformance/fixture.ts'
import { FakeClock, TestLog } from '../conformance/surroundings.ts'
import { openSimulatedJournal } from '../simulation/open.ts'
import { seeded } from '../simulation/seeded.ts'
import { SimulatedDisk } from '../simulation/simulated-disk.ts'
import { inspect } from './inspect.ts'

const folder = '/journal'
const day = 24 * 3_600_000

function open(disk: SimulatedDisk, clock: FakeClock, log = new TestLog()) {
  return openSimulatedJournal({ folder, disk, clock, log, keyOf, soon: setImmediate, random: seeded(1), segmentBytes: 4_096 })
}

const count = (disk: SimulatedDisk, ending: string) => disk.list(folder).filter((name) => name.endsWith(ending)).length

it('key indexes go when nobody looks them up any more, and neither a start nor a check misses them', async () => {
  const [disk, clock] = [new SimulatedDisk(), new FakeClock()]
  const journal = await open(disk, clock)
  for (let seq = 1; seq <= 200; seq++) await store(journal, messageRecord(seq))
  const before = count(disk, '.keys')
  expect(before).toBeGreaterThan(5)
  clock.advance(2 * day)
  for (let seq = 201; seq <= 300; seq++) await store(journal, { ...messageRecord(seq), stamp: clock.now() * 1000 + seq })
  await journal.close()
  expect(count(disk, '.keys')).toBeLessThan(before)

  const log = new TestLog()
  const again = await open(disk, clock, log)
  expect(log.lines).toEqual([])
  expect(seqsOf(again.find('ann/id-300'))).toEqual([300])
  await again.close()
  for await (const step of inspect(folder, { disk })) expect(step.kind).not.toBe('finding')
})
