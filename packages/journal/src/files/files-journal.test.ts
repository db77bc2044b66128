import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it } from 'vitest'
import { ThreadCompactor } from '../compaction/compactor.ts'
import { keyOf, messageRecord } from '../conformance/fixture.ts'
import { journalSuite } from '../conformance/suite.ts'
import { FailingWorker, FakeClock, realClock, TestLog, until } from '../conformance/surroundings.ts'
import { NodeDisk } from '../disk/node-disk.ts'
import { openSimulatedJournal } from '../simulation/open.ts'
import { seeded } from '../simulation/seeded.ts'
import { SimulatedDisk } from '../simulation/simulated-disk.ts'
import { openIn } from './open.ts'
import { ThreadWorker } from './worker.ts'

for (const segmentBytes of [1_500, 1024 * 1024]) {
  journalSuite({
    name: `files (real disk and thread, segments of ${segmentBytes} bytes)`,
    open: async () => {
      const folder = await mkdtemp(path.join(tmpdir(), 'magpie-journal-'))
      const log = new TestLog()
      let worker: FailingWorker | undefined
      const setFailing = (failing: boolean) => {
        if (worker !== undefined) worker.failing = failing
      }
      return {
        open: async () => {
          worker = new FailingWorker(new ThreadWorker())
          const options = { folder, log, keyOf, clock: realClock, segmentBytes }
          const surroundings = { disk: new NodeDisk(), worker, side: new ThreadWorker(), compactor: new ThreadCompactor() }
          return openIn(options, { ...surroundings, soon: setImmediate, identity: () => randomBytes(16) })
        },
        fail: () => setFailing(true),
        heal: async () => {
          const healed = log.next('can be written again')
          setFailing(false)
          await healed
        },
        dispose: () => rm(folder, { recursive: true, force: true }),
      }
    },
  })

  journalSuite({
    name: `files (simulated disk, segments of ${segmentBytes} bytes)`,
    open: async () => {
      const disk = new SimulatedDisk()
      const log = new TestLog()
      const clock = new FakeClock()
      const options = { folder: '/journal', disk, log, keyOf, clock, segmentBytes, soon: setImmediate, random: seeded(1) }
      return {
        open: () => openSimulatedJournal(options),
        fail: () => {
          disk.fault = ({ kind }) => (kind === 'read' || kind === 'open' ? undefined : { code: 'EIO', written: 100 })
        },
        heal: async () => {
          disk.fault = undefined
          let healed = false
          log.next('can be written again').then(() => {
            healed = true
          }, undefined)
          await until(clock, () => healed)
        },
        dispose: async () => undefined,
      }
    },
  })
}

it('says whether it takes appends, how often a write failed and how long writes took', async () => {
  const disk = new SimulatedDisk()
  const log = new TestLog()
  const clock = new FakeClock()
  const options = { folder: '/journal', disk, log, keyOf, clock, segmentBytes: 1_500, soon: setImmediate, random: seeded(1) }
  const journal = await openSimulatedJournal(options)
  expect([journal.accepting, journal.failures, journal.writeMs]).toEqual([true, 0, 0])

  disk.fault = ({ kind }) => (kind === 'read' || kind === 'open' ? undefined : { code: 'EIO', written: 0 })
  await new Promise<void>((failed) => void journal.append(messageRecord(1), { durable: () => undefined, failed: () => failed() }))
  expect([journal.accepting, journal.failures]).toEqual([false, 1])

  disk.fault = undefined
  await until(clock, () => journal.accepting)
  await new Promise<void>((durable, failed) => void journal.append(messageRecord(1), { durable, failed }))
  expect([journal.accepting, journal.failures]).toEqual([true, 1])
  await journal.close()
})
