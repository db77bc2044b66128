import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it } from 'vitest'
import { keyOf, messageRecord, seqsOf, store } from '../conformance/fixture.ts'
import { realClock, TestLog } from '../conformance/surroundings.ts'
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
