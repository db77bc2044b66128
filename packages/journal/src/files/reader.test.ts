import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it, vi } from 'vitest'
import { keyOf, messageRecord, seqsOf, store } from '../conformance/fixture.ts'
import { FakeClock, realClock, TestLog } from '../conformance/surroundings.ts'
import { openSimulatedJournal } from '../simulation/open.ts'
import { seeded } from '../simulation/seeded.ts'
import { SimulatedDisk } from '../simulation/simulated-disk.ts'
import { openFilesJournal, openReader } from './open.ts'

it('reads beside the writer what is durable, while segments come and go', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'magpie-journal-'))
  const journal = await openFilesJournal({ folder, clock: realClock, log: new TestLog(), keyOf, segmentBytes: 4_096 })
  const reader = openReader(folder)
  const seqs: number[] = []
  let at = 0
  for (let round = 0; round < 10; round++) {
    await Promise.all(Array.from({ length: 20 }, (_, i) => store(journal, messageRecord(round * 20 + i + 1))))
    for await (const batch of reader.read(at, journal.durable)) {
      seqs.push(...seqsOf(batch.entries.map((entry) => entry.record)))
      at = batch.end
    }
    expect(at).toBe(journal.durable)
  }
  expect(seqs).toEqual(Array.from({ length: 200 }, (_, i) => i + 1))
  reader.close()
  await journal.close()
  await rm(folder, { recursive: true })
})

it('a run of repeats reads their batch once, and no more than that', async () => {
  const disk = new SimulatedDisk()
  const options = { folder: '/journal', disk, clock: new FakeClock(), log: new TestLog(), keyOf, soon: setImmediate, random: seeded(1) }
  const journal = await openSimulatedJournal(options)
  const records = Array.from({ length: 50 }, (_, i) => messageRecord(i + 1))
  await Promise.all(records.map((record) => store(journal, record)))
  let bytes = 0
  const open = disk.open.bind(disk)
  vi.spyOn(disk, 'open').mockImplementation((file, mode) => {
    const opened = open(file, mode)
    const read = opened.read.bind(opened)
    vi.spyOn(opened, 'read').mockImplementation((into, at) => {
      bytes += into.length
      return read(into, at)
    })
    return opened
  })

  expect(records.map((record) => journal.find(keyOf(record) ?? '').length)).toEqual(records.map(() => 1))
  expect(bytes).toBeLessThan(2 * journal.durable)
  await journal.close()
})
